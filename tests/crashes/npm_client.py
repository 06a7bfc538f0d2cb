"""A desktop's real client: npm cometd in a process of its own, which comes back after a loss by itself."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from bayeux.client import TransportFailed
from tests.journeys.running import NODE_FOLDER, node_program

OPEN_SECONDS_MAX = 10.0
END_SECONDS_MAX = 5.0
LINE_BYTES_MAX = 16 * 1024 * 1024  # a push message with a whole body


class NpmClient:
    """`transport` is "long-polling" or "websocket". It subscribes after every handshake and says so."""

    def __init__(
        self,
        base: str,
        credentials: tuple[str, str],
        transport: str,
        *,
        on_message: Callable[[dict[str, Any]], None],
        on_rehandshake: Callable[[], None],
    ) -> None:
        self.ended = asyncio.Event()
        self._command = (node_program(), "agent.mjs", base, *credentials, transport)
        self._on_message = on_message
        self._on_rehandshake = on_rehandshake
        self._first = asyncio.Event()  # its first try has ended
        self._subscribed = False  # it had success once
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Returns when it has subscribed. Raises TransportFailed."""
        pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
        self._process = await asyncio.create_subprocess_exec(
            *self._command, cwd=NODE_FOLDER, stdin=pipe, stdout=pipe, stderr=nothing, limit=LINE_BYTES_MAX
        )
        self._reader = asyncio.create_task(self._read(self._process))
        try:
            async with asyncio.timeout(OPEN_SECONDS_MAX):
                await self._first.wait()
        except TimeoutError:
            pass
        if not self._subscribed:
            raise TransportFailed("npm cometd did not subscribe")

    async def close(self) -> None:
        """It disconnects when its input ends; it is killed if it does not."""
        if self._process is None:
            return
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            async with asyncio.timeout(END_SECONDS_MAX):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        if self._reader is not None:
            await self._reader

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            if not line.endswith(b"\n"):
                break  # cut by its end
            said = json.loads(line)
            if "channel" in said:
                self._on_message(said)
            elif said.get("subscribed") and self._subscribed:
                self._on_rehandshake()
            elif said.get("subscribed") or not said.get("handshake"):
                self._subscribed = self._subscribed or bool(said.get("subscribed"))
                self._first.set()
        self.ended.set()
