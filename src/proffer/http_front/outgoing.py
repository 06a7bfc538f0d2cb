"""The outgoing side of a connection: what one turn of the loop writes leaves at its end, and no faster than taken.

Answers to many clients become ready together, and a write on the same machine costs most where it wakes its reader.
One after the other, without Python in between, they find him awake.
"""

from __future__ import annotations

import asyncio

from proffer.http_front.patience import NEVER, Patience

GATHERED_BYTES_MAX = 65_536  # on one connection; more does not wait for the end of the turn


class Turn:
    """Everybody with something to write in the present turn of the loop."""

    def __init__(self) -> None:
        self._writing: list[Outgoing] = []

    def add(self, outgoing: Outgoing, loop: asyncio.AbstractEventLoop) -> None:
        """It will be asked to flush."""
        if not self._writing:
            loop.call_soon(self._end)
        self._writing.append(outgoing)

    def _end(self) -> None:
        writing, self._writing = self._writing, []
        for outgoing in writing:
            outgoing.flush()


class Outgoing:
    """`is_full`: the client does not take what is written. It is cut off when so many seconds nothing moved."""

    __slots__ = (
        "_deadline", "_gathered", "_left_bytes", "_loop", "_patience", "_seconds", "_transport", "_turn", "_writable",
        "is_full",
    )  # fmt: skip

    def __init__(
        self,
        transport: asyncio.Transport,
        turn: Turn,
        patience: Patience,
        seconds: int,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self._transport = transport
        self._turn = turn
        self._patience = patience
        self._seconds = seconds
        self._loop = loop
        self._gathered = b""
        self._deadline = NEVER
        self._left_bytes = 0  # in the transport, when we last looked
        self._writable: asyncio.Event | None = None
        self.is_full = False

    def write(self, data: bytes) -> None:
        """Leaves with the end of this turn, in order."""
        if self._gathered:
            self._gathered += data
        else:
            self._gathered = data
            self._turn.add(self, self._loop)
        if len(self._gathered) > GATHERED_BYTES_MAX:
            self.flush()

    def flush(self) -> None:
        """Hands over what has gathered."""
        if self._gathered:
            data, self._gathered = self._gathered, b""
            self._transport.write(data)

    def close(self) -> None:
        """Ends the connection when all is written, or when nothing of it is taken."""
        self.flush()
        self._transport.close()
        self.fill()

    def fill(self) -> None:
        """The transport has as much to write as it wants to keep."""
        self.is_full = True
        self._left_bytes = self._transport.get_write_buffer_size()
        self._deadline = self._patience.after(self._seconds)

    def drain(self) -> None:
        """It takes more."""
        self.is_full = False
        self._deadline = NEVER
        if self._writable is not None:
            self._writable.set()
            self._writable = None

    def end(self) -> None:
        """The connection is lost: nobody waits any longer."""
        self._gathered = b""
        self.drain()

    async def drained(self) -> None:
        """Returns when more can be written."""
        while self.is_full:
            self._writable = self._writable or asyncio.Event()
            await self._writable.wait()

    def look(self, tick: int) -> None:
        """Cuts the client off unless it has taken something since the last time."""
        if tick >= self._deadline:
            if self._transport.get_write_buffer_size() < self._left_bytes:
                self.fill()
            else:
                self._transport.abort()
