"""`python -m bayeux`: a bare server in a process of its own."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from asyncio.subprocess import PIPE

from bayeux.client import Client


def test_it_prints_its_address_serves_and_stops_at_once_though_polls_are_held() -> None:
    async def test() -> None:
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bayeux", "--port", "0", stdout=PIPE)
        assert process.stdout is not None
        url = (await asyncio.wait_for(process.stdout.readline(), 10)).decode().strip()
        clients = [Client(url, transport=transport) for transport in ("long-polling", "websocket")]
        for client in clients:
            await client.open()
            await client.subscribe("/a")
        await clients[0].publish("/a", 1)
        assert [(await client.message(2))["data"] for client in clients] == [1, 1]
        await asyncio.sleep(0.1)
        start = time.monotonic()
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), 5)
        assert time.monotonic() - start < 2
        for client in clients:
            await client.close()

    asyncio.run(test())


def test_senseless_options_are_refused() -> None:
    async def test() -> None:
        words = ["-m", "bayeux", "--port", "0", "--queue-messages-max", "0"]
        process = await asyncio.create_subprocess_exec(sys.executable, *words, stdout=PIPE, stderr=PIPE)
        _, errors = await asyncio.wait_for(process.communicate(), 10)
        assert process.returncode not in (0, None)
        assert b"queue_messages_max must be at least 1" in errors

    asyncio.run(test())
