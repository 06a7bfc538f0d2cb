"""A request that cannot be now: the one error every operation answers with, in the contract's codes."""

from __future__ import annotations

MISSING, WRONG_STATE, FORBIDDEN, INTERNAL, NO_PERMISSION, NOT_FOUND = 1, 2, 3, 4, 5, 6
PARTIAL, CHANGE_PASSWORD, OUT_OF_RANGE, READ_ONLY = 7, 8, 10, 11
EXISTS, IN_USE, NOT_AUTHENTICATED = 18, 19, 20


class Refused(Exception):  # noqa: N818 - the design's word
    """Nothing was changed. `code` is the statusCode of contract 2.5; `message` one English sentence for developers."""

    def __init__(self, code: int, message: str, *, http: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.http = http  # only where contract 2.6 gives the code more than one status
