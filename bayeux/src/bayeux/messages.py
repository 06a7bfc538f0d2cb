"""The envelopes: how a request body becomes messages, and a reply becomes bytes.

A body is one JSON object or an array of them (Bayeux 1.0, section 4.1), or a form with one or many `message` values.
A single bad element must not spoil its neighbours, so each is decoded by itself; `data` stays the bytes that came.
"""

from typing import Any
from urllib.parse import parse_qs

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType


class Malformed(ValueError):
    """The body as a whole is no JSON object or array, or is empty."""


class Message(Struct, rename="camel"):
    """One message of a client, its fields unchecked; `raw` is the whole of it, empty if it was no JSON object."""

    channel: Any = None
    id: Any = None
    client_id: Any = None
    data: Raw | UnsetType = UNSET
    subscription: Any = None
    connection_type: Any = None
    supported_connection_types: Any = None
    version: Any = None
    minimum_version: Any = None
    advice: Any = None
    ext: Any = None
    raw: Any = msgspec.field(name="?raw", default=b"")  # no name a client could usefully send: always overwritten


class Advice(Struct, omit_defaults=True):
    """What the server wants the client to do next (section 3.9); interval and timeout in milliseconds."""

    reconnect: str
    interval: int | UnsetType = UNSET
    timeout: int | UnsetType = UNSET


class Reply(Struct, omit_defaults=True, rename="camel", kw_only=True):
    """The answer to one message. Fields left out are not sent."""

    channel: str | UnsetType = UNSET
    id: str | int | float | UnsetType = UNSET
    successful: bool
    client_id: str | UnsetType = UNSET
    subscription: Any = UNSET
    version: str | UnsetType = UNSET
    minimum_version: str | UnsetType = UNSET
    supported_connection_types: tuple[str, ...] | UnsetType = UNSET
    error: str | UnsetType = UNSET
    advice: Advice | UnsetType = UNSET
    ext: dict[str, Any] | UnsetType = UNSET


_elements = msgspec.json.Decoder(list[Raw])
_message = msgspec.json.Decoder(Message)
_fields = msgspec.json.Decoder(dict[str, Raw])
_encoder = msgspec.json.Encoder()

# Never handed on from a publisher: they would be taken for the server's own words (cometd.js applies any `advice`).
_PROTOCOL_FIELDS = {"channel", "data", "id", "clientId", "successful", "error", "advice", "subscription"}
_PROTOCOL_FIELDS |= {"connectionType", "version", "minimumVersion", "supportedConnectionTypes"}


def decode(body: bytes | str) -> list[Message]:
    """Messages of a JSON body, in order; an empty array gives an empty list. Raises `Malformed`."""
    try:
        if isinstance(body, bytes) and not body.isascii():
            body.decode()  # msgspec does not look into the bytes of `data`, and a subscriber would choke on them
        if body[:64].lstrip()[:1] not in ("[", b"["):
            return [_one(msgspec.json.decode(body, type=Raw))]
        return [_one(element) for element in _elements.decode(body)]
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise Malformed(str(error)) from None


def decode_form(body: bytes) -> list[Message]:
    """Messages of an `application/x-www-form-urlencoded` body with `message=` values. Raises `Malformed`."""
    try:
        values = parse_qs(body.decode("ascii"), errors="strict", max_num_fields=100).get("message", [])
    except ValueError as error:
        raise Malformed(str(error)) from None
    return [message for value in values for message in decode(value)]


def _one(element: Raw) -> Message:
    raw = bytes(element)
    if not raw.lstrip().startswith(b"{"):
        return Message()
    message = _message.decode(raw)
    message.raw = raw
    return message


def encode(reply: Reply) -> bytes:
    """One reply as JSON."""
    return _encoder.encode(reply)


def prefix(channel: str) -> bytes:
    """The start of every message on this channel; data and `}` follow."""
    return b'{"channel":' + _encoder.encode(channel) + b',"data":'


def further_fields(message: Message) -> bytes:
    """What a publisher added to the envelope (`ext`, own fields) as `,"name":value…`; never `id` or `clientId`."""
    extra = {name: value for name, value in _fields.decode(message.raw).items() if name not in _PROTOCOL_FIELDS}
    return b"," + _encoder.encode(extra)[1:-1] if extra else b""


def array(parts: list[bytes]) -> bytes:
    """A JSON array of already encoded parts."""
    return b"[" + b",".join(parts) + b"]"
