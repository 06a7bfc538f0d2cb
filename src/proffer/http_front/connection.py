"""One client's connection: its requests are served one after the other and answered in their order.

It guarantees what uvicorn's own protocol does: uvicorn makes it, counts it and its task, and tells it to end. One task
serves all requests of a connection: a task for each would cost as much as parsing them.
"""

from __future__ import annotations

import asyncio
from collections import deque
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from uvicorn.config import Config
from uvicorn.protocols.utils import get_local_addr, get_remote_addr, is_ssl
from uvicorn.server import ServerState

from proffer.http_front.exchange import App, ClientGone, Exchange, Scope
from proffer.http_front.outgoing import Outgoing
from proffer.http_front.patience import NEVER
from proffer.http_front.reader import Reader
from proffer.http_front.refusal import Refusal

if TYPE_CHECKING:
    from proffer.http_front.front import Front


class Connection(asyncio.Protocol):
    """Is told by `Reader` what the client wants and by `Exchange` what the application answers."""

    def __init__(self, front: Front, config: Config, server_state: ServerState, app_state: dict[str, Any]) -> None:
        self._front = front
        self._limits = front.limits
        self._patience = front.patience
        self._config = config
        self._app: App = config.loaded_app
        self._server_state = server_state
        self._app_state = app_state
        self._waiting: deque[Exchange] = deque()  # to be served, one after the other
        self._serving: Exchange | None = None  # until it is answered
        self._reading: Exchange | None = None  # the one whose body has not come whole
        self._task: asyncio.Task[None] | None = None
        self._news: asyncio.Future[None] | None = None  # what the task waits for
        self._refusal: Refusal | None = None  # to be written when all before it is answered
        self._is_closing = False
        self._unread_bytes = 0  # thrown away of the body of an answered request
        self._deadline = NEVER  # by when the client has to send something, in ticks of our patience
        self._is_paused = False

    # What the transport calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.loop = asyncio.get_running_loop()
        self.outgoing = Outgoing(
            self.transport, self._front.turn, self._patience, self._limits.unread_answer_seconds, self.loop
        )
        scope: Scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "scheme": "https" if is_ssl(self.transport) else "http",
            "server": get_local_addr(self.transport),
            "client": get_remote_addr(self.transport),
            "root_path": "",
            "state": self._app_state,
        }
        self._reader = Reader(self, self._limits, scope)
        self._server_state.connections.add(self)  # type: ignore[arg-type]
        self._patience.add(self)
        self._idle()

    def data_received(self, data: bytes) -> None:
        if self._refusal is not None:
            return
        was_in_head = self._reader.in_head
        try:
            self._reader.feed(data)
        except Refusal as refusal:
            self._refuse(refusal)
        else:
            if self._reader.in_head and not was_in_head:
                self._deadline = self._patience.after(self._limits.head_seconds)

    def eof_received(self) -> None:
        """The transport closes when this returns, so nobody gets an answer any more."""
        self._is_closing = True
        self._waiting.clear()
        if self._serving is not None:
            self._serving.leave()

    def connection_lost(self, error: Exception | None) -> None:
        self.eof_received()
        self.outgoing.end()
        self._leave_server()

    def pause_writing(self) -> None:
        self.outgoing.fill()

    def resume_writing(self) -> None:
        self.outgoing.drain()

    # What uvicorn and our patience call

    def shutdown(self) -> None:
        """Ends the connection, after the answer under way if there is one."""
        under_way = self._serving or (self._waiting[0] if self._waiting else None)
        if under_way is None:
            self._close()
        else:
            under_way.keep_alive = False

    def look(self, tick: int) -> None:
        self.outgoing.look(tick)
        if tick >= self._deadline:
            self._deadline = NEVER
            if self._reader.in_head:
                self._refuse(Refusal(HTTPStatus.REQUEST_TIMEOUT))
            else:
                self._close()

    # What the reader calls

    def on_request(self, scope: Scope, keep_alive: bool, awaits_continue: bool) -> None:
        if len(self._waiting) >= self._limits.pipelined_max:
            raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE)
        self._reading = exchange = Exchange(self, scope, keep_alive, awaits_continue)
        self._deadline = NEVER  # how long a body may take is the application's business
        self._waiting.append(exchange)
        if self._task is None:
            self._task = self.loop.create_task(self._serve())
            self._server_state.tasks.add(self._task)
        elif self._news is not None:
            self._rouse(self._news)

    def on_body(self, part: bytes) -> None:
        exchange = self._reading
        assert exchange is not None, "a body belongs to a request"
        if exchange.answered:
            self._unread_bytes += len(part)
            if self._unread_bytes > self._limits.unread_body_bytes_max:
                self._close()
        elif exchange.came(part) > self._limits.body_ahead_bytes and not self._is_paused:
            self._is_paused = True
            self.transport.pause_reading()

    def on_request_complete(self) -> None:
        exchange, self._reading = self._reading, None
        assert exchange is not None, "the end of a request comes after its head"
        exchange.complete = True
        if exchange.answered:
            self._unread_bytes = 0
            self._idle()
        elif exchange.is_waiting:
            exchange.rouse()

    def on_websocket(self, head: bytes) -> None:
        """From here on the connection is another protocol's, which reads the head once more."""
        if self._serving is not None or self._waiting:
            raise Refusal(HTTPStatus.BAD_REQUEST)
        self._leave_server()
        self.outgoing.flush()
        protocol_class: Any = self._config.ws_protocol_class
        protocol = protocol_class(config=self._config, server_state=self._server_state, app_state=self._app_state)
        protocol.connection_made(self.transport)
        protocol.data_received(head)
        self.transport.set_protocol(protocol)

    # What the exchange calls

    def common(self) -> bytes:
        """The header lines of every answer."""
        return self._front.common(self._server_state.default_headers)

    def wanted(self) -> None:
        """The application asks for more of the body."""
        if self._is_paused:
            self._is_paused = False
            self.transport.resume_reading()

    def answered(self, exchange: Exchange) -> None:
        """The last byte of its answer was handed to the transport."""
        self._server_state.total_requests += 1
        self._serving = None
        if not exchange.keep_alive:
            self._close()
        elif not self._waiting:
            self.wanted()  # what is left of the body is thrown away
            self._idle()

    # The task

    async def _serve(self) -> None:
        """Serves one request after the other, until the connection ends."""
        try:
            while True:
                while not self._waiting:
                    if self._refusal is not None:
                        self._end(self._refusal)
                    if self._is_closing:
                        return
                    self._news = self.loop.create_future()
                    await self._news
                self._serving = exchange = self._waiting.popleft()
                try:
                    if not exchange.gone:
                        await self._app(exchange.scope, exchange.receive, exchange.send)
                except ClientGone:
                    pass
                except Exception as error:
                    self._front.log("http_application_failed", path=exchange.scope["path"], error=repr(error))
                if not exchange.answered:
                    self._not_answered(exchange)
        finally:
            self._close()
            self._server_state.tasks.discard(self._task)
            self._task = None

    def _not_answered(self, exchange: Exchange) -> None:
        self._serving = None
        if not exchange.gone:
            exchange.fail()
        if exchange.has_started:  # and not ended
            self._close()

    def _rouse(self, news: asyncio.Future[None]) -> None:
        self._news = None
        if not news.done():
            news.set_result(None)

    # How it goes on

    def _idle(self) -> None:
        """Nothing is being answered: the client is to send a request, or the rest of the last one."""
        if self._reading is not None:
            self._deadline = self._patience.after(self._limits.head_seconds)
        elif self._serving is None and not self._reader.in_head:
            self._deadline = self._patience.tick + self._front.keep_alive_ticks

    def _refuse(self, refusal: Refusal) -> None:
        self._refusal = refusal
        self._deadline = NEVER
        if self._reading is not None:
            self._reading.leave()
        if self._serving is None and not self._waiting:
            self._end(refusal)

    def _end(self, refusal: Refusal) -> None:
        if not self._is_closing:
            self.outgoing.write(refusal.answer(self.common()))
            self._close()

    def _close(self) -> None:
        if not self._is_closing:
            self._is_closing = True
            self._waiting.clear()
            self.outgoing.close()

    def _leave_server(self) -> None:
        """Gone, or handed over."""
        self._is_closing = True
        self._patience.discard(self)
        self._server_state.connections.discard(self)
        self._reader.end()
        if self._news is not None:
            self._rouse(self._news)
