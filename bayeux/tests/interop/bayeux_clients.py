"""Real clients behind one small interface, and the server they are tested with.

JavaScript clients run in `node/driver.cjs`, aiocometd-ng in this process. Each tells what it received as events.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import sys
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest

NODE = Path(__file__).parent / "node"
PATIENCE_S = 15.0
Json = dict[str, Any]


class RealClient(ABC):
    """Acts return the reply; `messages` are what was received, as (channel, data)."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, Any]] = []
        self.handshakes = 0
        self.connects = 0
        self.over: str | None = None
        self.changed = asyncio.Event()

    @abstractmethod
    async def act(self, name: str, **fields: Any) -> Json:
        """handshake, subscribe, unsubscribe, publish, disconnect; returns {successful, error}."""

    @abstractmethod
    async def close(self) -> None:
        """Leave without a word."""

    async def batch(self, *commands: Json) -> list[Json]:
        """Several acts at once."""
        return list(await asyncio.gather(*(self.act(command.pop("act"), **command) for command in commands)))

    async def until(self, what: str, number: int) -> None:
        """Until there are that many messages, handshakes or connects."""
        async with asyncio.timeout(PATIENCE_S):
            while self.number(what) < number:
                self.changed.clear()
                await self.changed.wait()

    def number(self, what: str) -> int:
        return len(self.messages) if what == "messages" else int(getattr(self, what))

    def note(self, event: Json) -> None:
        if event["event"] == "message":
            self.messages.append((event["channel"], event["data"]))
        elif event["event"] in ("handshake", "connect") and event["successful"]:
            setattr(self, event["event"] + "s", getattr(self, event["event"] + "s") + 1)
            self.over = event.get("over")
        self.changed.set()


class NodeClient(RealClient):
    """A client of the JavaScript world in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        super().__init__()
        self._process = process
        self._replies: dict[int, asyncio.Future[Json]] = {}
        self._numbers = count(1)
        self._ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, kind: str, url: str, transport: str, ack: bool) -> NodeClient:
        node = shutil.which("node") or "node"
        words = [str(NODE / "driver.cjs"), kind, url, transport, *(["ack"] if ack else [])]
        pipe = asyncio.subprocess.PIPE
        client = cls(await asyncio.create_subprocess_exec(node, *words, stdin=pipe, stdout=pipe, cwd=NODE))
        await asyncio.wait_for(client._ready, PATIENCE_S)
        return client

    async def act(self, name: str, **fields: Any) -> Json:
        (reply,) = await self.batch({"act": name, **fields})
        return reply

    async def batch(self, *commands: Json) -> list[Json]:
        loop = asyncio.get_running_loop()
        numbered = [{**command, "n": next(self._numbers)} for command in commands]
        for command in numbered:
            self._replies[command["n"]] = loop.create_future()
        self._write(numbered[0] if len(numbered) == 1 else {"act": "batch", "commands": numbered})
        async with asyncio.timeout(PATIENCE_S):
            return [await self._replies[command["n"]] for command in numbered]

    async def close(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        await asyncio.gather(self._reading, return_exceptions=True)

    def _write(self, command: Json) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command).encode() + b"\n")

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            event = json.loads(line)
            if event["event"] == "crash":
                print(event["error"], file=sys.stderr)
            elif event["event"] == "ready":
                self._ready.set_result(None)
            elif event["event"] == "reply" and not self._replies[event["n"]].done():
                self._replies[event["n"]].set_result(event)
            else:
                self.note(event)


class AiocometdClient(RealClient):
    """aiocometd-ng, which shakes hands, connects and resubscribes by itself."""

    def __init__(self, url: str, transport: str) -> None:
        super().__init__()
        from aiocometd_ng.client import Client
        from aiocometd_ng.constants import ConnectionType

        kinds = {"long-polling": ConnectionType.LONG_POLLING, "websocket": ConnectionType.WEBSOCKET}
        # Its cookie jar wants a host name instead of an address; its timeout fails on Python 3.10 and newer.
        self._client: Any = Client(url.replace("127.0.0.1", "localhost"), kinds[transport], connection_timeout=0)
        self._reading: asyncio.Task[None] | None = None
        self._publish = asyncio.Lock()

    async def act(self, name: str, **fields: Any) -> Json:
        from aiocometd_ng.exceptions import AiocometdException

        try:
            if name == "handshake":
                await self._client.open()
                self.handshakes += 1
                self.connects += 1
                self._reading = asyncio.create_task(self._read())
            elif name == "disconnect":
                await self._client.close()
            elif name == "publish":
                await self._client.publish(fields["channel"], fields["data"])
            else:
                await getattr(self._client, name)(fields["channel"])
        except AiocometdException as error:
            return {"successful": False, "error": str(error)}
        return {"successful": True}

    async def close(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        await self._client.close()

    async def _read(self) -> None:
        from aiocometd_ng.exceptions import ServerError

        while True:
            try:
                message = await self._client.receive()
            except ServerError:
                continue  # it tells of a refused /meta/connect and then starts again by itself
            self.note({"event": "message", "channel": message["channel"], "data": message["data"]})


@asynccontextmanager
async def real_client(kind: str, url: str, transport: str, ack: bool = False) -> AsyncIterator[RealClient]:
    """A client of this kind, not yet shaken hands; skips the test if the client is not installed."""
    client: RealClient
    if kind == "aiocometd":
        pytest.importorskip("aiocometd_ng", reason="the Python package aiocometd-ng is not installed")
        client = AiocometdClient(url, transport)
    else:
        if shutil.which("node") is None:
            pytest.skip("node is not installed")
        if not (NODE / "node_modules" / kind).is_dir():
            pytest.skip(f"the npm package {kind} is not installed: run npm ci in {NODE.name}/")
        client = await NodeClient.start(kind, url, transport, ack)
    try:
        yield client
    finally:
        await client.close()


@asynccontextmanager
async def bare_server(*options: str, port: int = 0) -> AsyncIterator[str]:
    """`python -m bayeux` until the block ends, stopped by its own process id; gives the url."""
    words = ["-m", "bayeux", "--port", str(port), *options]
    process = await asyncio.create_subprocess_exec(sys.executable, *words, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield (await asyncio.wait_for(process.stdout.readline(), PATIENCE_S)).decode().strip()
    finally:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), PATIENCE_S)


class Wire:
    """A TCP relay between client and server that can lose an answer: it cuts instead of passing it on."""

    def __init__(self, url: str) -> None:
        host, _, rest = url.removeprefix("http://").partition(":")
        self._target = (host, int(rest.split("/")[0]))
        self._path = rest.partition("/")[2]
        self._listener: asyncio.Server | None = None
        self.loses_next: bytes | None = None
        self.lost = 0
        self._is_cut = False
        self._relays: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Wire:
        self._listener = await asyncio.start_server(self._relay, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._listener is not None
        self._listener.close()

    @property
    def url(self) -> str:
        assert self._listener is not None
        return f"http://127.0.0.1:{self._listener.sockets[0].getsockname()[1]}/{self._path}"

    async def cut(self, seconds: float) -> None:
        """Break every connection and let nobody through for that long."""
        self._is_cut = True
        for task in tuple(self._relays):
            task.cancel()
        await asyncio.sleep(seconds)
        self._is_cut = False

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(*self._target)
        if self._is_cut:
            writer.transport.abort()
            far_writer.transport.abort()
            return
        up = asyncio.create_task(self._pass(reader, far_writer))
        down = asyncio.create_task(self._pass(far_reader, writer, watched=True))
        self._relays |= {up, down}
        await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
        self._relays -= {up, down}
        for task, end in ((up, writer), (down, far_writer)):
            task.cancel()
            end.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, watched: bool = False) -> None:
        with suppress(ConnectionError):
            while chunk := await reader.read(65_536):
                if watched and self.loses_next is not None and self.loses_next in chunk:
                    self.loses_next = None
                    self.lost += 1
                    return
                writer.write(chunk)
                await writer.drain()
