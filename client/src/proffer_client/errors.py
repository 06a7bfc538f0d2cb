"""What can go wrong: the server said no, with a class for each statusCode that a program may act on; or no answer."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - what happened
    """The server answered and said no; nothing was changed. `code` is its statusCode, `http_status` HTTP's."""

    def __init__(self, code: int, message: str, http_status: int) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.http_status = http_status


class Missing(Refused):
    """1: a required parameter is missing."""


class NotValidNow(Refused):
    """2: not in this state; somebody else was first, the invitation is over, no session is open."""


class Forbidden(Refused):
    """3: not served, or not to be done."""


class ServerFailed(Refused):
    """4: an internal error, or a back end that cannot be reached."""


class NoPermission(Refused):
    """5: the user lacks the role."""


class NotFound(Refused):
    """6: there is no such thing, or none the user may see."""


class MustChangePassword(Refused):
    """8: nothing else is served before."""


class OutOfRange(Refused):
    """10: a value of the wrong type or outside its limits; also an operation the server does not know."""


class AlreadyExists(Refused):
    """18."""


class InUse(Refused):
    """19: somebody else has it, like a place."""


class NotAuthenticated(Refused):
    """20: unknown name, wrong password, or the session is over."""


class NoAnswer(OSError):  # noqa: N818 - what happened
    """The server could not be reached, or did not answer in time. Whether it did what was asked is unknown."""


BY_CODE: dict[int, type[Refused]] = {
    1: Missing,
    2: NotValidNow,
    3: Forbidden,
    4: ServerFailed,
    5: NoPermission,
    6: NotFound,
    8: MustChangePassword,
    10: OutOfRange,
    18: AlreadyExists,
    19: InUse,
    20: NotAuthenticated,
}


def refused(code: int, message: str, http_status: int) -> Refused:
    """The error for a statusCode."""
    return BY_CODE.get(code, Refused)(code, message, http_status)
