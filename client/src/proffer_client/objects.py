"""The wire objects as typed values. What a server adds later is ignored; fields it leaves out have their default."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, Struct, UnsetType, field

T = TypeVar("T")


class Attachment(Struct, frozen=True, kw_only=True, rename="camel"):
    """A file of an email. `size`: bytes, decoded."""

    id: str
    name: str
    size: int
    mime: str
    uri: str = ""
    path: str = ""


class Email(Struct, frozen=True, kw_only=True, rename="camel"):
    """An email as this agent sees it: five fields when it left his hands, a heading while invited, else all."""

    id: str
    state: str
    capabilities: tuple[str, ...] = ()
    uri: str = ""
    user_data: dict[str, Any] = {}
    path: str | None = None
    email_type: str | None = None
    from_: str | None = field(default=None, name="from")
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    subject: str | None = None
    contact_id: str | None = None
    received_date: str | None = None
    interaction_queue: str | None = None
    suggested_queue_uris: tuple[str, ...] = ()
    assigned_to: str | None = None
    body: str | None = None
    body_as_plain_text: str | None = None
    mime: str | None = None
    attachments: tuple[Attachment, ...] = ()
    comment: str | None = None
    parent_id: str | None = None

    @property
    def received_at(self) -> datetime | None:
        """When the server took it in."""
        return None if self.received_date is None else datetime.fromisoformat(self.received_date)


class UserState(Struct, frozen=True, kw_only=True, rename="camel"):
    """The state an agent has chosen: Ready, NotReady or LoggedOut, and how he calls it."""

    id: str
    state: str
    display_name: str = ""
    work_mode: str | None = None
    reason: str | None = None


class Channel(Struct, frozen=True, kw_only=True, rename="camel"):
    """A medium the agent is logged in to."""

    channel: str
    user_state: UserState
    dnd_state: str = "Off"

    @property
    def do_not_disturb(self) -> bool:
        return self.dnd_state == "On"


class User(Struct, frozen=True, kw_only=True, rename="camel"):
    """Who somebody is."""

    id: str
    user_name: str
    first_name: str = ""
    last_name: str = ""
    email_address: str = ""
    employee_id: str = ""
    roles: tuple[str, ...] = ()
    change_password_on_first_login: bool = False
    uri: str = ""


class Queue(Struct, frozen=True, kw_only=True, rename="camel"):
    """A queue; in an outbound one drafts are made."""

    id: str
    name: str
    description: str = ""
    internal: bool = False
    outbound: bool = False
    uri: str = ""


class Colleague(Struct, frozen=True, kw_only=True, rename="camel"):
    """An entry of the directory: somebody, or a queue, an email can be given to."""

    id: str
    name: str
    type: str
    user_name: str | None = None
    employee_id: str | None = None
    availability: dict[str, Any] | UnsetType = UNSET

    @property
    def is_available(self) -> bool:
        """Could be invited now."""
        channels = () if isinstance(self.availability, UnsetType) else self.availability.get("channels", ())
        return any(channel.get("available") for channel in channels)


class Invitation(Struct, frozen=True, kw_only=True):
    """How long an invitation stands: `seconds_left` when it was asked for, by the server's clock."""

    offered_at: datetime
    expires_at: datetime
    seconds_left: float


def read(kind: type[T], value: Any) -> T:
    """A JSON value as a typed one. Raises msgspec.ValidationError when it cannot be."""
    return msgspec.convert(value, kind)
