"""The few ASGI types the shells need."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Fields = dict[bytes, bytes]
Identify = Callable[[Scope], str | None]
"""Tells whose request this is. The application has authenticated it before; None is anonymous."""


def nobody(scope: Scope) -> str | None:
    """Everybody is anonymous."""
    return None


def fields(scope: Scope) -> Fields:
    """The headers by lower-case name; of those sent twice the first."""
    return dict(reversed([*scope["headers"]]))


def header(of: Fields, name: bytes) -> str:
    """The header of this name, or an empty string."""
    return of.get(name, b"").decode("latin-1")
