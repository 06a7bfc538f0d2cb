"""One request and its answer as the application sees them: a scope, `receive` and `send` (ASGI 3, spec 2.4)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Protocol

from proffer.http_front.answer import Framing, opening
from proffer.http_front.outgoing import Outgoing

Message = MutableMapping[str, Any]
Scope = dict[str, Any]
App = Callable[[Scope, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]

SERVER_ERROR = b"Internal Server Error"
SERVER_ERROR_START: Message = {
    "status": 500,
    "headers": [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(SERVER_ERROR))],
}


class ClientGone(OSError):  # noqa: N818 - what is the case
    """Told to an application that answers somebody who has left."""


class Line(Protocol):
    """What an exchange needs of its connection."""

    loop: asyncio.AbstractEventLoop
    outgoing: Outgoing

    def common(self) -> bytes: ...
    def wanted(self) -> None: ...
    def answered(self, exchange: Exchange) -> None: ...


class Exchange:
    """The connection says what came, the application answers."""

    complete = False  # the request has come whole
    answered = False  # the answer is written
    gone = False  # nobody waits for an answer any more
    _body: bytes | bytearray = b""  # what has come and was not asked for
    _told_end = False
    _news: asyncio.Future[None] | None = None  # what `receive` waits for
    _start: Message | None = None
    _framing: Framing | None = None  # None: nothing of the answer is written yet

    def __init__(self, line: Line, scope: Scope, keep_alive: bool, awaits_continue: bool) -> None:
        self._line = line
        self.scope = scope
        self.keep_alive = keep_alive
        self.awaits_continue = awaits_continue

    # What the connection calls

    @property
    def has_started(self) -> bool:
        """Something of the answer is written."""
        return self._framing is not None

    @property
    def is_waiting(self) -> bool:
        """The application waits in `receive`."""
        return self._news is not None

    def came(self, part: bytes) -> int:
        """A part of the body; how much of it waits to be asked for."""
        if not self._body:
            self._body = part
        else:
            if isinstance(self._body, bytes):
                self._body = bytearray(self._body)
            self._body += part
        if self._news is not None:
            self.rouse()
        return len(self._body)

    def leave(self) -> None:
        """The client has gone, or what it sends is no HTTP any more."""
        self.gone = True
        self.rouse()

    def rouse(self) -> None:
        """There is something for `receive`."""
        news, self._news = self._news, None
        if news is not None and not news.done():
            news.set_result(None)

    def fail(self) -> None:
        """Answers for an application that did not, if nothing is written yet."""
        self.keep_alive = False
        if self._framing is None:
            self._write(SERVER_ERROR_START, SERVER_ERROR, False)

    # What the application calls

    async def receive(self) -> Message:
        """The next part of the body; after its end waits until the client has left or its answer is written."""
        while not (self._body or self.gone or self.answered or (self.complete and not self._told_end)):
            if self.awaits_continue and not self.complete and self._framing is None:
                self.awaits_continue = False
                self._line.outgoing.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self._news = self._line.loop.create_future()
            await self._news
        if self.gone or self.answered:
            return {"type": "http.disconnect"}
        body, self._body = self._body, b""
        self._told_end = self.complete
        if not self.complete:
            self._line.wanted()
        return {"type": "http.request", "body": bytes(body), "more_body": not self.complete}

    async def send(self, message: Message) -> None:
        """Start, then parts of the body. The head goes out with the first part: most answers are one write."""
        if self._line.outgoing.is_full:
            await self._line.outgoing.drained()
        if self.gone:
            raise ClientGone
        kind = message["type"]
        if kind == "http.response.start" and self._start is None:
            self._start = message
        elif kind == "http.response.body" and self._start is not None and not self.answered:
            self._write(self._start, message.get("body", b""), message.get("more_body", False))
        else:
            raise RuntimeError(f"{kind} cannot be sent now")

    def _write(self, start: Message, part: bytes, more: bool) -> None:
        if self._framing is None:
            if self.awaits_continue and not self.complete:
                self.keep_alive = False  # whether its body still comes, only the client knows
            framing, head, closes = opening(start, self.scope, self._line.common(), closes=not self.keep_alive)
            self.keep_alive = not closes
            self._line.outgoing.write(head + framing.frame(part, more))
            self._framing = framing
        elif framed := self._framing.frame(part, more):
            self._line.outgoing.write(framed)
        if not more:
            self.answered = True
            if self._news is not None:
                self.rouse()
            self._line.answered(self)
