"""The kinds of records there are, and how each one is written as JSON and read back."""

from __future__ import annotations

from typing import Any

import msgspec

from proffer.agents.api_token import ApiTokens
from proffer.agents.http_session import HttpSession
from proffer.agents.login import Login, Place
from proffer.center.center import Center
from proffer.center.credential import Credential
from proffer.interaction.contact import Address, Contact, Seen
from proffer.interaction.content import Content
from proffer.interaction.delivery import Delivery
from proffer.interaction.document import Document
from proffer.interaction.email import Email
from proffer.interaction.known_message import KnownMessage
from proffer.interaction.response_usage import ResponseUsage
from proffer.interaction.workbin import Workbin
from proffer.record import Event, Raw, Record, UserData

__all__ = ["KINDS", "decode", "encode", "encode_event", "read_json", "write_json"]

KINDS: dict[str, type[Record]] = {  # a new kind of record is one line here
    "email": Email,
    "content": Content,
    "login": Login,
    "place": Place,
    "contact": Contact,
    "address": Address,
    "seen": Seen,
    "known_message": KnownMessage,
    "workbin": Workbin,
    "document": Document,
    "delivery": Delivery,
    "response_usage": ResponseUsage,
    "center": Center,
    "credential": Credential,
    "http_session": HttpSession,
    "api_tokens": ApiTokens,
}


def encode(record: Record) -> str:
    """The whole record as JSON. User data goes in as it was encoded before, if it was."""
    return _encoder.encode(record).decode()


def decode(kind: str, body: str) -> Record:
    """The record that `encode` wrote. Raises msgspec.ValidationError if it is not one of this kind."""
    return _decoders[kind].decode(body)


def encode_event(event: Event) -> str:
    """An event's own fields as JSON; `at`, `email` and `agent` are columns of the journal."""
    kind = type(event)
    names = _own_fields.get(kind)
    if names is None:
        names = _own_fields[kind] = tuple(f for f in kind.__struct_fields__ if f not in Event.__struct_fields__)
    own: dict[str, Any] = {}
    for name in names:
        own[name] = getattr(event, name)
    return _encoder.encode(own).decode()


def read_json(body: str) -> Any:
    """JSON of no particular kind: the body of an event."""
    return _reader.decode(body)


def write_json(value: Any) -> str:
    """JSON of no particular kind, as text: a list of ids for a query."""
    return _encoder.encode(value).decode()


def _plain(value: Any) -> Raw:
    if isinstance(value, UserData):
        return value.encoded()
    raise TypeError(f"{type(value).__name__} has no JSON form in a record")


def _typed(kind: type, value: Any) -> Any:
    if kind is UserData:
        return UserData(value)
    raise TypeError(f"{kind.__name__} cannot be read from a record")


_encoder = msgspec.json.Encoder(enc_hook=_plain)
_reader = msgspec.json.Decoder()
_decoders = {kind: msgspec.json.Decoder(record, dec_hook=_typed) for kind, record in KINDS.items()}
_own_fields: dict[type[Event], tuple[str, ...]] = {}
