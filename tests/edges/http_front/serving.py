"""An application on a real port, spoken to with bytes as they stand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from uvicorn.server import ServerState

from proffer.http_front import Front, Limits

App = Callable[[Any, Any, Any], Awaitable[None]]
Answer = tuple[int, dict[str, str], bytes]


def ignore(event: str, **fields: Any) -> None:
    """A log nobody reads."""


@asynccontextmanager
async def serving(app: App, http: Front | str | None = None, limits: Limits | None = None) -> AsyncIterator[Site]:
    """Serves until the block ends: the protocol class as uvicorn's server makes it, without the server's slow end."""
    front = http or Front(ignore, limits)
    config = uvicorn.Config(app, http=front, ws="websockets-sansio", interface="asgi3", log_config=None)  # type: ignore[arg-type]
    config.load()
    state = ServerState()

    def protocol() -> asyncio.Protocol:
        return config.http_protocol_class(config=config, server_state=state, app_state={})  # type: ignore[call-arg]

    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    site = Site(front, state, server.sockets[0].getsockname()[1])
    try:
        yield site
    finally:
        server.close()
        for line in site.lines:
            line.writer.close()
        for connection in tuple(state.connections):
            connection.transport.abort()
        await until(lambda: not state.connections and not state.tasks)


class Site:
    """Where it is served, and what uvicorn knows of it."""

    def __init__(self, front: Front | str, state: ServerState, port: int) -> None:
        self.front, self.state, self.port = front, state, port
        self.lines: list[Line] = []

    async def line(self, text: bytes = b"") -> Line:
        """A new connection on which this was sent."""
        line = Line(*await asyncio.open_connection("127.0.0.1", self.port))
        self.lines.append(line)
        line.writer.write(text)
        return line

    async def ask(self, text: bytes) -> Answer:
        return await (await self.line(text)).answer()

    def pass_time(self, seconds: int) -> None:
        """As if so much time had passed."""
        assert isinstance(self.front, Front)
        for _ in range(seconds):
            self.front.patience.pass_tick()


class Line:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def answer(self, *, with_body: bool = True) -> Answer:
        """The next answer: its status, its headers, its body by length."""
        async with asyncio.timeout(5):
            lines = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = dict(line.split(": ", 1) for line in lines[1:] if line)
            size = int(headers.get("content-length", "0")) if with_body else 0
            return int(lines[0].split()[1]), headers, await self.reader.readexactly(size)

    async def rest(self) -> bytes:
        """All that comes until the server closes."""
        async with asyncio.timeout(5):
            return await self.reader.read()


async def until(is_true: Callable[[], bool]) -> None:
    """Returns once something has become true."""
    async with asyncio.timeout(5):
        while not is_true():  # noqa: ASYNC110 - there is nothing that would tell
            await asyncio.sleep(0.001)


async def body_of(receive: Any) -> bytes:
    """The whole body of a request."""
    parts, more = list[bytes](), True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


async def say(send: Any, body: bytes, status: int = 200, *headers: tuple[bytes, bytes]) -> None:
    """A whole answer with its length."""
    listed = [*headers, (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": listed})
    await send({"type": "http.response.body", "body": body})


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answers with what was asked: `POST /path?query body`."""
    body = await body_of(receive)
    line = f"{scope['method']} {scope['path']}?{scope['query_string'].decode()} "
    await say(send, line.encode() + body)
