"""One WebSocket's outgoing side: a single task writes, everybody else only says that there is something to write.

Messages of one turn of the event loop leave together. A client that does not read stops the task, not the server:
its messages stay in its session until that overflows or the socket closes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator

from bayeux import messages
from bayeux.asgi.clock import now_ms
from bayeux.asgi.types import Send
from bayeux.exchange import Exchange
from bayeux.server import Server
from bayeux.session import Session

FINISH_SECONDS = 1.0
"""How long a socket that is to be closed, or does not drain, may take to write what is pending."""


class SocketClosed(Exception):
    """The frame could not be written."""


class SocketLink:
    """Implements `bayeux.session.Link`. `abort`, set by the reading side, gives the socket up without a word."""

    __slots__ = (
        "_asgi_send", "_close_code", "_dirty", "_frames_begun", "_frames_written", "_held", "_idle", "_released",
        "_server", "_sessions", "_writing", "abort",
    )  # fmt: skip

    def __init__(self, server: Server, send: Send) -> None:
        self.abort: Callable[[], object] = lambda: None
        self._server = server
        self._asgi_send = send
        self._sessions: set[Session] = set()
        self._dirty: dict[Session, None] = {}
        self._held: set[Exchange] = set()
        self._released: list[Exchange] = []
        self._writing: Session | None = None
        self._close_code: int | None = None
        self._frames_begun = self._frames_written = 0
        self._idle: asyncio.Future[None] | None = None  # what the writing task waits for

    # What the server calls

    def wake(self, session: Session) -> None:
        """The session has messages to push."""
        self._dirty[session] = None
        self._rouse()

    def forget(self, session: Session) -> None:
        """The session is over, or another connection has taken it."""
        self._sessions.discard(session)
        self._dirty.pop(session, None)
        if self._writing is session and session.leaving is None:
            self.abort()  # what is stuck here goes back to the session first: order

    def hurry(self) -> None:
        """A client that reads goes on here and is told to start again; one that does not is given up."""
        frame = self._frames_begun
        asyncio.get_running_loop().call_later(FINISH_SECONDS, lambda: self._frames_written >= frame or self.abort())

    def finish(self, code: int) -> None:
        """Write what is pending, then close with this code; not later than FINISH_SECONDS from now."""
        if self._close_code is None:
            self._close_code = code
            self._rouse()
            asyncio.get_running_loop().call_later(FINISH_SECONDS, self.abort)

    # What the reading side calls

    async def accept(self, exchange: Exchange) -> None:
        """A frame of the client was carried out: answer it, now or when it is released."""
        for connect in exchange.connects:
            self._sessions.add(connect.session)
        if exchange.is_held:
            self._held.add(exchange)
            exchange.on_release = lambda: self._release(exchange)
        else:
            await self._answer(exchange)

    def writer_ended(self, writer: asyncio.Future[None]) -> None:
        """A writing task that failed ends the socket; one that closed it lets the client answer the close."""
        if not writer.cancelled() and writer.exception() is not None:
            self.abort()

    async def write(self) -> None:
        """The writing task: runs until the socket is closed."""
        loop = asyncio.get_running_loop()
        while True:
            while self._dirty or self._released:
                while self._dirty:
                    session = next(iter(self._dirty))
                    del self._dirty[session]
                    await self._push(session)
                if self._released:
                    await self._answer(self._released.pop(0))
            if self._close_code is not None:
                await self._asgi_send({"type": "websocket.close", "code": self._close_code})
                return
            self._idle = loop.create_future()
            await self._idle

    def close(self) -> None:
        """The socket is closed: its sessions live on and keep their messages."""
        for exchange in [*self._held, *self._released]:
            exchange.gone(now_ms())
        for session in tuple(self._sessions):
            if session.link is self:
                self._server.life.move(session, None)

    def _release(self, exchange: Exchange) -> None:
        self._held.discard(exchange)
        self._released.append(exchange)
        self._rouse()

    def _rouse(self) -> None:
        """The writing task has something to do."""
        if self._idle is not None and not self._idle.done():
            self._idle.set_result(None)

    async def _push(self, session: Session) -> None:
        taken = session.take() if session.link is self else []
        if not taken:
            return
        self._writing = session
        sent = 0
        try:
            for frame, count in frames(taken, self._server.options.frame_bytes_max):
                await self._send(frame)
                sent += count
        finally:
            self._writing = None
            session.settle(taken[sent:] or taken, written=sent == len(taken))

    async def _answer(self, exchange: Exchange) -> None:
        for connect in exchange.connects:
            if not connect.session.outgoing.keeps_until_acknowledged:
                await self._push(connect.session)
        answer = exchange.answer(now_ms())
        if answer.status != 200:
            return exchange.settle(True, now_ms())  # superseded: on a WebSocket it gets no reply
        written, messages_written = False, 0
        try:
            for frame, count in frames(answer.messages, self._server.options.frame_bytes_max):
                await self._send(frame)
                messages_written += count
            await self._send(messages.array(answer.replies).decode())
            written = True
        finally:
            exchange.settle(written, now_ms(), messages_written)
        return None

    async def _send(self, frame: str) -> None:
        self._frames_begun += 1
        try:
            await self._asgi_send({"type": "websocket.send", "text": frame})
            self._frames_written += 1
        except (OSError, RuntimeError) as error:  # what ASGI servers raise once the socket is closed
            raise SocketClosed from error


def frames(waiting: list[bytes], bytes_max: int) -> Iterable[tuple[str, int]]:
    """The messages as JSON arrays within the size limit, each with how many it holds; one too large goes alone."""
    if len(waiting) == 1:
        return ((messages.array(waiting).decode(), 1),)
    return _batches(waiting, bytes_max)


def _batches(waiting: list[bytes], bytes_max: int) -> Iterator[tuple[str, int]]:
    batch: list[bytes] = []
    size = 0
    for message in waiting:
        if batch and size + len(message) > bytes_max:
            yield messages.array(batch).decode(), len(batch)
            batch, size = [], 0
        batch.append(message)
        size += len(message)
    if batch:
        yield messages.array(batch).decode(), len(batch)
