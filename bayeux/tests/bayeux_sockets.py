"""A server on a real port in the test's own event loop, and a client that is nothing but a socket."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import struct
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn

from bayeux import OpenPolicy, Options, Policy, Server
from bayeux.asgi import App
from bayeux.asgi.types import Scope, fields, header

Json = dict[str, Any]

HTTP = os.environ.get("BAYEUX_TESTS_HTTP", "auto")
"""uvicorn's HTTP protocol class: one of its own, or `module:attribute` of another to be tried with these tests."""


def name_of(scope: Scope) -> str | None:
    """The principal is whoever the test says, without proof."""
    return header(fields(scope), b"x-principal") or None


class Site:
    """A running server and where it is."""

    def __init__(self, server: Server, port: int) -> None:
        self.server = server
        self.port = port
        self.url = f"http://127.0.0.1:{port}/bayeux"


@asynccontextmanager
async def site(
    policy: Policy | None = None, origins: tuple[str, ...] = (), port: int = 0, **options: Any
) -> AsyncIterator[Site]:
    """Serve until the block ends, and then for a moment: what was released is still answered."""
    server = Server(policy or OpenPolicy(), Options(**options))
    app = App(server, identify=name_of, allowed_origins=origins)
    listener = socket.create_server(("127.0.0.1", port), backlog=2048)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # asyncio forgets it for sockets made this way
    config = uvicorn.Config(
        app, http=HTTP, log_level="error", access_log=False, ws_per_message_deflate=False, lifespan="off"
    )
    running = uvicorn.Server(config)
    task = asyncio.create_task(running._serve([listener]))
    await until(lambda: running.started)
    try:
        yield Site(server, listener.getsockname()[1])
    finally:
        for listening in running.servers:
            listening.close()
        server.shutdown()
        await asyncio.sleep(0.02)
        for connection in tuple(running.server_state.connections):
            if connection.transport is not None:
                connection.transport.abort()
        await until(lambda: not running.server_state.connections and not running.server_state.tasks)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        listener.close()


async def until(is_true: Callable[[], bool], seconds: float = 5) -> None:
    """Wait until something has become true."""
    async with asyncio.timeout(seconds):
        while not is_true():  # noqa: ASYNC110  # there is nothing that would tell
            await asyncio.sleep(0.001)


class RawClient:
    """Polls over one socket at a time; `leave` closes it as rudely as asked."""

    def __init__(self, site: Site, principal: str = "ada") -> None:
        self.site = site
        self.principal = principal
        self.client_id = ""
        self.socket: socket.socket | None = None

    async def open(self, *patterns: str, **fields: Any) -> RawClient:
        shake = {"channel": "/meta/handshake", "supportedConnectionTypes": ["long-polling"], **fields}
        self.client_id = (await self.ask(shake))[0]["clientId"]
        await self.ask({"channel": "/meta/connect"})
        if patterns:
            await self.ask({"channel": "/meta/subscribe", "subscription": list(patterns)})
        return self

    def send(self, *messages: Json) -> None:
        """A request on a new socket, whose answer is not waited for."""
        body = json.dumps([{"clientId": self.client_id, **message} for message in messages]).encode()
        head = (
            f"POST /bayeux HTTP/1.1\r\nHost: x\r\nX-Principal: {self.principal}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.socket = socket.create_connection(("127.0.0.1", self.site.port))
        self.socket.sendall(head.encode() + body)

    async def read(self) -> list[Json]:
        """The answer on the socket, which is then closed."""
        assert self.socket is not None
        self.socket.setblocking(False)
        loop, received = asyncio.get_running_loop(), b""
        async with asyncio.timeout(5):
            while (head := received.partition(b"\r\n\r\n"))[1] == b"" or len(head[2]) < length_of(head[0]):
                chunk = await loop.sock_recv(self.socket, 65_536)
                if not chunk:
                    raise ConnectionError("closed by the server")
                received += chunk
        self.leave()
        answer: list[Json] = json.loads(head[2])
        return answer

    async def ask(self, *messages: Json) -> list[Json]:
        self.send(*messages)
        return await self.read()

    async def hold(self, **fields: Any) -> None:
        """A poll the server holds."""
        self.send({"channel": "/meta/connect", "id": "held", **fields})
        session = self.site.server.roster.find(self.client_id, self.principal)
        assert session is not None
        await until(lambda: session.held is not None and session.held.exchange.is_held)

    async def fetch(self) -> list[Any]:
        """The data a poll brings, waiting no longer than nothing."""
        answer = await self.ask({"channel": "/meta/connect", "advice": {"timeout": 0}})
        return [message["data"] for message in answer if "successful" not in message]

    def leave(self, reset: bool = False) -> None:
        """Close the socket, with a reset instead of a farewell if asked."""
        assert self.socket is not None
        if reset:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


def length_of(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    return 0


LOOPS: list[Any] = [pytest.param(asyncio.new_event_loop, id="asyncio")]
try:
    import uvloop
except ImportError:
    pass
else:
    LOOPS.append(pytest.param(uvloop.new_event_loop, id="uvloop"))


def run(
    test: Callable[[], Coroutine[Any, Any, None]],
    loop: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop,
) -> None:
    """Run an asynchronous test on this kind of event loop."""
    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(test())


async def http(
    site: Site, method: str, path: str, body: bytes = b"", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """One HTTP request; `_` in a header's name stands for `-`."""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    head = f"{method} {path} HTTP/1.1\r\nHost: desk.example\r\nContent-Length: {len(body)}\r\n{lines}\r\n"
    writer.write(head.encode() + body)
    status, *fields = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
    found = {name.lower(): value.strip() for name, _, value in (field.partition(":") for field in fields)}
    content = await reader.readexactly(int(found.get("content-length", 0)))
    writer.close()
    return int(status.split(" ")[1]), found, content
