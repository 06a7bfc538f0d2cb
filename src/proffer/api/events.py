"""What can happen to an HTTP session and to a password, in the past tense; rows of the journal."""

from __future__ import annotations

from proffer.record import Event


class HttpSessionOpened(Event, frozen=True, kw_only=True):
    """A user logged in over HTTP."""


class HttpSessionsSeen(Event, frozen=True, kw_only=True):
    """So many sessions were in use since it was last written down."""

    count: int


class HttpSessionEnded(Event, frozen=True, kw_only=True):
    """An HTTP session idled out or was ended with the contact-centre session."""

    reason: str


class PasswordChanged(Event, frozen=True, kw_only=True):
    """A user changed his password."""


class ApiTokenMade(Event, frozen=True, kw_only=True):
    """A token for the user `agent` was made by the user `by`."""

    token: str
    scopes: tuple[str, ...]
    by: str


class ApiTokenRevoked(Event, frozen=True, kw_only=True):
    """A token of the user `agent` was revoked by the user `by`."""

    token: str
    by: str
