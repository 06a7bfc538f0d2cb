"""The few ASGI types the shells need."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Identify = Callable[[Scope], str | None]
"""Tells whose request this is. The application has authenticated it before; None is anonymous."""


def nobody(scope: Scope) -> str | None:
    """Everybody is anonymous."""
    return None


def header(scope: Scope, name: bytes) -> str:
    """The first header of this (lower-case) name, or an empty string."""
    for key, value in scope["headers"]:
        if key == name:
            return str(value, "latin-1")
    return ""
