"""What every handler may use, who asks, and what was asked."""

from __future__ import annotations

from collections.abc import Callable

from proffer.agents.api_token import ApiToken
from proffer.api.call import Call, Header
from proffer.api.failed_logins import FailedLogins
from proffer.api.passwords import Passwords
from proffer.api.ports import (
    AttachmentBytes,
    Contacts,
    Log,
    Performer,
    Push,
    Records,
    Responses,
    Search,
    SourceBytes,
    Store,
    Uploads,
    Views,
)
from proffer.api.query import Query, read_query
from proffer.api.session import Session
from proffer.api.sessions import Sessions
from proffer.api.settings import ApiSettings
from proffer.center.center import Center
from proffer.center.user import INSIGHT, User
from proffer.record import Struct
from proffer.wire.uri import Uris


class Edge(Struct, frozen=True, kw_only=True):
    """The parts behind the HTTP edge. `clock` gives epoch milliseconds."""

    settings: ApiSettings
    performer: Performer
    views: Views
    records: Records
    store: Store
    sessions: Sessions
    passwords: Passwords
    failed_logins: FailedLogins
    uris: Uris
    push: Push
    log: Log
    clock: Callable[[], int]
    contacts: Contacts
    responses: Responses
    search: Search
    attachment_bytes: AttachmentBytes | None = None
    source_bytes: SourceBytes | None = None
    uploads: Uploads | None = None

    @property
    def center(self) -> Center:
        """The configuration as it is now."""
        return self.records.center


class Caller(Struct, frozen=True):
    """Who asks: known by a cookie, or by a password or token in the request itself."""

    user: User
    session: Session
    by_password: bool  # the request carries its own Authorization header: password or token
    fresh: tuple[Header, ...] = ()  # the cookie, when the client does not have it yet
    token: ApiToken | None = None  # what it asks is bounded by the token's scopes

    @property
    def has_insight(self) -> bool:
        """May read emails of others (contract 2.9)."""
        return not INSIGHT.isdisjoint(self.user.roles)


class Asked(Struct, frozen=True):
    """A call that passed the first checks. `names`: what stood in the path, in order."""

    call: Call
    caller_or_none: Caller | None  # None: an anonymous route
    names: tuple[str, ...] = ()

    @property
    def caller(self) -> Caller:
        """Who asks."""
        assert self.caller_or_none is not None, "this route is not anonymous"
        return self.caller_or_none

    @property
    def query(self) -> Query:
        """What the query string asks for."""
        return read_query(self.call.query)
