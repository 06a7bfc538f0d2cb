"""What the HTTP edge needs from the rest of the server, in its own words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from proffer.agents.notices import LogoutNotice, PasswordNotice
from proffer.center.center import Center
from proffer.center.standard_response import StandardResponse
from proffer.center.user import User
from proffer.engine.done import Done
from proffer.engine.ports import ContactQuery, EmailQuery, JournalRow
from proffer.engine.search import Found, Wanted
from proffer.interaction.agent_view import View
from proffer.interaction.contact import Contact
from proffer.interaction.content import Attachment, Content
from proffer.interaction.email import Email
from proffer.interaction.response_usage import ResponseUsage
from proffer.operations.frame import Request
from proffer.record import Change, Committed, Key, Record

Scope = dict[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Notifications = Callable[[Scope, Receive, Send, str], Awaitable[None]]  # the last one: whose, a user id

Push = Callable[[str, PasswordNotice | LogoutNotice], None]
Log = Callable[..., None]  # (event, **fields)
AttachmentBytes = Callable[[Content, Attachment], Awaitable[bytes]]
SourceBytes = Callable[[Content], Awaitable[bytes]]


class Performer(Protocol):
    """Carries operations out (contract 2.8, steps 6 to 12). Raises Refused."""

    async def on_email(self, request: Request, *, insight: bool) -> Done: ...
    async def on_own_email(self, request: Request, *, insight: bool) -> Done: ...
    async def on_emails(self, request: Request) -> Done: ...
    async def on_workbin(self, request: Request, *, insight: bool) -> Done: ...
    async def on_upload(self, request: Request, *, insight: bool = False) -> Done: ...
    async def on_channel(self, request: Request) -> Done: ...
    async def on_me(self, request: Request) -> Done: ...


class Uploads(Protocol):
    """Where a file goes that somebody sends: into the spool, then durably among the blobs."""

    def spool_path(self) -> Path: ...
    async def keep(self, spooled: Path) -> str: ...
    async def discard(self, name: str) -> None: ...


class Shown(Protocol):
    """An email as one user may see it; `content` goes along with the full shape."""

    @property
    def email(self) -> Email: ...
    @property
    def view(self) -> View: ...
    @property
    def content(self) -> Content | None: ...


class Views(Protocol):
    """What a user may see of emails (contract 2.9)."""

    async def in_hand(self, agent: str, *, with_content: bool) -> Sequence[Shown]: ...
    async def one(self, email_id: str, user: User, *, under_me: bool) -> Shown: ...


class Records(Protocol):
    """Records by key, and the configuration as it is now."""

    @property
    def center(self) -> Center: ...
    async def get(self, key: Key) -> Record | None: ...
    async def load(self, keys: Iterable[Key]) -> dict[Key, Record]: ...


class Store(Protocol):
    """The part of the store's port that this edge uses."""

    async def save(self, change: Change) -> Committed: ...
    async def journal(self, email_id: str) -> list[JournalRow]: ...
    async def emails(self, query: EmailQuery) -> list[Email]: ...
    def new_id(self) -> str: ...


class Search(Protocol):
    """Finds emails by their words. Raises StoreDown."""

    async def find(self, wanted: Wanted, user: User) -> Found: ...


class Rendered(Protocol):
    """A standard response with its field codes replaced."""

    @property
    def subject(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def text(self) -> str: ...


class Responses(Protocol):
    """Standard responses. Raises Refused, StoreDown."""

    def usable(self, response_id: str, *, all_of_them: bool = False) -> StandardResponse: ...
    async def rendered(self, response_id: str, email_id: str, user: User) -> Rendered: ...
    async def usage(self, responses: Iterable[StandardResponse]) -> Sequence[ResponseUsage]: ...


class Contacts(Protocol):
    """Customers (contract 11.7). Raises Refused."""

    async def find(self, query: ContactQuery) -> tuple[list[Contact], int]: ...
    async def one(self, contact_id: str) -> Contact: ...
    async def identify(self, request: Request) -> Done: ...
    async def history(self, contact_id: str, request: Request) -> Done: ...
    async def interactions(self, request: Request) -> Done: ...
    async def change(self, contact_id: str, raw: Mapping[str, Any], agent: str) -> Contact: ...
    async def merge(self, survivor: str, other: str, agent: str) -> Contact: ...
    async def unmerge(self, survivor: str, other: str, agent: str) -> Contact: ...


class Presence(Protocol):
    """Who is to be told that an agent is gone."""

    def http_session_ended(self, agent: str) -> None: ...
