"""Which HTTP status goes with which statusCode, and the form of every error (contract 2.5 to 2.7)."""

from __future__ import annotations

from proffer.api.call import JSON_HEADERS, Answer, Header
from proffer.operations.refused import (
    CHANGE_PASSWORD,
    EXISTS,
    FORBIDDEN,
    IN_USE,
    INTERNAL,
    MISSING,
    NO_PERMISSION,
    NOT_AUTHENTICATED,
    NOT_FOUND,
    OUT_OF_RANGE,
    PARTIAL,
    READ_ONLY,
    WRONG_STATE,
    Refused,
)
from proffer.wire.error import error_json

INCOMPLETE = 9
TOO_LARGE = 413  # HTTP

HTTP_STATUS: dict[int, int] = {
    0: 200,
    MISSING: 400,
    WRONG_STATE: 400,
    FORBIDDEN: 403,
    INTERNAL: 500,
    NO_PERMISSION: 403,
    NOT_FOUND: 404,
    PARTIAL: 200,
    CHANGE_PASSWORD: 403,
    INCOMPLETE: 200,
    OUT_OF_RANGE: 400,
    READ_ONLY: 400,
    12: 500,  # cannot retrieve
    13: 500,  # cannot create
    14: 500,  # cannot delete
    15: 500,  # cannot update
    16: 500,  # cannot assign
    17: 500,  # cannot unassign
    EXISTS: 409,
    IN_USE: 409,
    NOT_AUTHENTICATED: 403,
}


class RefusedWith(Refused):
    """A refusal whose answer needs headers of its own: `Allow`, `Retry-After`, `Connection`."""

    def __init__(self, code: int, message: str, *, http: int, headers: tuple[Header, ...]) -> None:
        super().__init__(code, message, http=http)
        self.headers = headers


def refusal(error: Refused) -> Answer:
    """The answer to a request that cannot be."""
    status = HTTP_STATUS.get(error.code, 500) if error.http is None else error.http
    added = error.headers if isinstance(error, RefusedWith) else ()
    return Answer(status, error_json(error.code, error.message), JSON_HEADERS + added)


def access_denied() -> Refused:
    """Without valid credentials: 403 and never 401, so that a browser shows no log-in box."""
    return Refused(NOT_AUTHENTICATED, "Access denied")


def not_found(what: str = "resource") -> Refused:
    """Unknown, or nothing the caller may know of."""
    return Refused(NOT_FOUND, f"There is no such {what}.")


def not_served(allow: str) -> Refused:
    """A method that a known path does not serve."""
    return RefusedWith(FORBIDDEN, "This method is not served here.", http=405, headers=((b"allow", allow.encode()),))


def too_large(bytes_max: int) -> Refused:
    """The rest of the body is not read, so the connection cannot be used again."""
    message = f"The body is larger than {bytes_max} bytes."
    return RefusedWith(OUT_OF_RANGE, message, http=TOO_LARGE, headers=((b"connection", b"close"),))


STORE_DOWN = refusal(Refused(INTERNAL, "The database cannot be reached now.", http=503))
INTERNAL_ERROR = refusal(Refused(INTERNAL, "Internal error."))
