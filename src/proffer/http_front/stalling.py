"""A client that does not take what is written: its answers wait, and when nothing moves any more it is cut off."""

from __future__ import annotations

import asyncio

from proffer.http_front.patience import NEVER, Patience


class Stalling:
    """`is_full`: the transport has as much to write as it wants to keep."""

    __slots__ = ("_deadline", "_left_bytes", "_patience", "_seconds", "_transport", "_writable", "is_full")

    def __init__(self, transport: asyncio.Transport, patience: Patience, seconds: int) -> None:
        self._transport = transport
        self._patience = patience
        self._seconds = seconds
        self._deadline = NEVER
        self._left_bytes = 0  # to be written, when we last looked
        self._writable: asyncio.Event | None = None
        self.is_full = False

    def begin(self) -> None:
        """The transport is full, or is to close when all is written."""
        self.is_full = True
        self._left_bytes = self._transport.get_write_buffer_size()
        self._deadline = self._patience.after(self._seconds)

    def end(self) -> None:
        """It takes more; or it is gone."""
        self.is_full = False
        self._deadline = NEVER
        if self._writable is not None:
            self._writable.set()
            self._writable = None

    async def over(self) -> None:
        """Returns when more can be written."""
        while self.is_full:
            self._writable = self._writable or asyncio.Event()
            await self._writable.wait()

    def look(self, tick: int) -> None:
        """Cuts the client off unless it has taken something since the last time."""
        if tick >= self._deadline:
            left, before = self._transport.get_write_buffer_size(), self._left_bytes
            if left < before:
                self.begin()
            else:
                self._transport.abort()
