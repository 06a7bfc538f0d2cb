"""What `./dev bench reject` measures: the yardstick, and what is done by agents who reject all they are offered."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from tempfile import TemporaryDirectory

from bench.agents import cancel, open_polls, open_sockets
from bench.raw_http import Connection, request
from bench.raw_websocket import Socket
from bench.server import AGENTS, REJECT, Ours, Server
from proffer.record import Struct

EMAILS = 32  # in circulation: as many invitations are open at any time


class Subject(Struct, frozen=True):
    """A server under load: what is counted, and how many transactions it made, where it makes any."""

    name: str
    server: Server
    counted: Callable[[], int]
    transactions: Callable[[], Awaitable[int]] | None = None


@asynccontextmanager
async def bare(core: int | None) -> AsyncIterator[Subject]:
    """(a) the yardstick."""
    server = Server(["bench.bare_app"], core)
    try:
        text = request("POST", "/api/v2/me/emails/000010a00ABCDEFG", {"content-type": "application/json"}, REJECT)
        async with _closed_loop("a  bare ASGI app", server, int(server.said), [text] * AGENTS) as subject:
            yield subject
    finally:
        server.stop()


@asynccontextmanager
async def _closed_loop(name: str, server: Server, port: int, texts: list[bytes]) -> AsyncIterator[Subject]:
    connections = [await Connection.open("127.0.0.1", port) for _ in texts]
    count = 0

    async def work(connection: Connection, text: bytes) -> None:
        nonlocal count
        while True:
            await connection.send(text)
            count += 1

    tasks = {asyncio.ensure_future(work(c, t)) for c, t in zip(connections, texts, strict=True)}
    try:
        yield Subject(name, server, lambda: count)
    finally:
        await cancel(tasks)
        for connection in connections:
            connection.close()


@asynccontextmanager
async def no_operation(core: int | None) -> AsyncIterator[Subject]:
    """(b) our edge without a commit: authenticated, dispatched, refused as an unknown operation."""
    ours = Ours(core, 0)
    try:
        await ours.log_in()
        headers = [{"content-type": "application/json", "cookie": cookie} for cookie in ours.cookies]
        texts = [
            request("POST", "/api/v2/me/emails/000010a00ABCDEFG", header, b'{"operationName":"NoOp"}')
            for header in headers
        ]
        async with _closed_loop("b  our no-op", ours.server, ours.port, texts) as subject:
            yield subject
    finally:
        ours.close()


@asynccontextmanager
async def saving(core: int | None) -> AsyncIterator[Subject]:
    """(s) the bare app with a save as large as a Reject's, by as many clients as there are emails in circulation."""
    with TemporaryDirectory(prefix="proffer-bench-") as data:
        server = Server(["bench.saving_app", data], core)
        try:
            text = request("POST", "/api/v2/me/emails/000010a00ABCDEFG", {"content-type": "application/json"}, REJECT)
            async with _closed_loop("s  only saving", server, int(server.said), [text] * EMAILS) as subject:
                yield subject
        finally:
            server.stop()


@asynccontextmanager
async def nobody(core: int | None, database: str = "") -> AsyncIterator[Subject]:
    """(c) Reject with nobody connected by Bayeux; a pipe tells the load who is invited."""
    ours = Ours(core, EMAILS, tell=True, database=database)
    tasks: set[asyncio.Task[None]] = set()
    buffer = b""

    def told() -> None:
        nonlocal buffer
        *lines, buffer = (buffer + os.read(ours.pipe, 65_536)).split(b"\n")
        for line in lines:
            agent, email = line.decode().split()
            task = asyncio.ensure_future(ours.reject(int(agent, 16), email))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

    try:
        await ours.log_in()
        asyncio.get_running_loop().add_reader(ours.pipe, told)
        await asyncio.to_thread(ours.send_mail)
        yield _circulating("c  Reject, nobody connected", ours)
    finally:
        asyncio.get_running_loop().remove_reader(ours.pipe)
        await cancel(tasks)
        ours.close()


@asynccontextmanager
async def by_websocket(core: int | None, database: str = "") -> AsyncIterator[Subject]:
    """(d) every agent has a WebSocket and rejects what he is invited to."""
    ours, tasks = Ours(core, EMAILS, database=database), set[asyncio.Task[None]]()
    sockets: list[Socket] = []
    try:
        await ours.log_in(ready=False)
        sockets = await open_sockets(ours, tasks, lambda agent, email: ours.reject(agent, email))
        await ours.be_ready()
        await asyncio.to_thread(ours.send_mail)
        yield _circulating("d  Reject, 64 by WebSocket", ours)
    finally:
        await cancel(tasks)
        for socket in sockets:
            socket.close()
        ours.close()


@asynccontextmanager
async def by_long_polling(core: int | None, database: str = "") -> AsyncIterator[Subject]:
    """(e) every agent holds a poll and rejects what he is invited to."""
    ours, tasks = Ours(core, EMAILS, database=database), set[asyncio.Task[None]]()
    try:
        await ours.log_in(ready=False)
        await open_polls(ours, tasks)
        await ours.be_ready()
        await asyncio.to_thread(ours.send_mail)
        yield _circulating("e  Reject, 64 by long-polling", ours)
    finally:
        await cancel(tasks)
        ours.close()


def _circulating(name: str, ours: Ours) -> Subject:
    return Subject(name, ours.server, lambda: ours.rejects, ours.commit_groups)


SCENARIOS: dict[str, Callable[[int | None], AbstractAsyncContextManager[Subject]]] = {
    "a": bare,
    "b": no_operation,
    "s": saving,
    "c": nobody,
    "d": by_websocket,
    "e": by_long_polling,
}
ON_POSTGRES: dict[str, Callable[..., AbstractAsyncContextManager[Subject]]] = {
    "c": nobody,
    "d": by_websocket,
    "e": by_long_polling,
}
