"""How fast the bare server hands messages to many clients: `python bench/fan_out.py --transport websocket`.

One client publishes, all others have subscribed; the next message goes out when everybody has got the last one.
Server and clients share the machine, so the server's own CPU time for one delivered message is the better figure.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from pathlib import Path
from typing import Any

from bayeux.client import Client

DATA = {"referenceId": 5, "messageType": "EmailStateChangeMessage", "email": {"id": "00NL1a105ZRAJMRK", "x": "y" * 600}}


async def main() -> None:
    """Start a server, measure, print one line."""
    asked = _parser().parse_args()
    words = ["-m", "bayeux", "--port", "0", "--message-bytes-max", "1000000"]
    process = await asyncio.create_subprocess_exec(sys.executable, *words, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    url = (await process.stdout.readline()).decode().strip()
    try:
        print(await _measure(url, process.pid, asked))
    finally:
        process.terminate()
        await process.wait()


async def _measure(url: str, pid: int, asked: argparse.Namespace) -> str:
    got, everybody, target = 0, asyncio.Event(), 0

    def heard(_: dict[str, Any]) -> None:
        nonlocal got
        got += 1
        if got >= target:
            everybody.set()

    clients = [Client(url, transport=asked.transport, ack=asked.ack, on_message=heard) for _ in range(asked.clients)]
    for client in clients:
        await client.open()
        await client.subscribe("/bench/*")
    publisher = Client(url, transport="websocket")
    await publisher.open()
    await asyncio.sleep(0.5)
    start, cpu_start, rounds = time.perf_counter(), _cpu_seconds(pid), 0
    while time.perf_counter() - start < asked.seconds:
        rounds += 1
        target = rounds * asked.clients * asked.burst
        everybody.clear()
        await publisher.request(*({"channel": "/bench/a", "data": DATA} for _ in range(asked.burst)))
        async with asyncio.timeout(20):
            await everybody.wait()
    seconds, cpu = time.perf_counter() - start, _cpu_seconds(pid) - cpu_start
    for client in [*clients, publisher]:
        await client.close()
    return (
        f"{asked.transport}{' ack' if asked.ack else ''}, {asked.clients} clients, bursts of {asked.burst}: "
        f"{got / seconds:,.0f} messages/s, {cpu / got * 1e6:.0f} µs of server CPU each, {cpu / seconds:.0%} busy"
    )


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--transport", choices=["long-polling", "websocket"], default="websocket")
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--burst", type=int, default=1, help="messages published at once")
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--ack", action="store_true")
    return parser


if __name__ == "__main__":
    asyncio.run(main())
