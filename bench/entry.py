"""One server in the race: its clients, its turns, and what they gave."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from bench.bayeux_clients import Poller, open_clients
from bench.closing import lost_after_closing
from bench.contestants import Contestant
from bench.flight import Flight


class Turn(NamedTuple):
    """What one server did in one turn."""

    per_second: float
    cpu_ms: float  # of the server, for 1,000 messages
    p50_ms: float
    p99_ms: float
    load_busy: float  # share of a core


class Entry:
    """A running server with its clients."""

    def __init__(self, contestant: Contestant, core: int | None, clients: int, text_bytes: int) -> None:
        self.running = contestant.start(core)
        self.name = contestant.name
        self.clients = clients
        self.flight = Flight(lambda first, words: self.running.publish(text_bytes, first, words), clients)
        self.turns: dict[str, list[Turn]] = {}
        self.client_kib = 0.0

    async def connect(self, transport: str) -> None:
        """All clients, and what they cost in memory."""
        self.running.collect()
        before = self.running.process.resident_bytes()
        self._opened = await open_clients(self.running.port, transport, range(self.clients), self.flight.heard)
        await asyncio.sleep(0.2)
        self.running.collect()
        self.client_kib = (self.running.process.resident_bytes() - before) / 1024 / self.clients

    async def turn(self, name: str, work: Callable[[], Awaitable[None]], *, counts: bool = True) -> None:
        """One turn of a scenario; the first one only warms up."""
        self.flight.seconds = []
        cpu, load, started = self.running.process.cpu_seconds(), time.process_time(), time.perf_counter()
        await work()
        elapsed = time.perf_counter() - started
        cpu, load = self.running.process.cpu_seconds() - cpu, time.process_time() - load
        seconds = sorted(self.flight.seconds)
        count = len(seconds)
        assert count, f"{self.name} delivered nothing"
        if counts:
            p50, p99 = seconds[count // 2] * 1e3, seconds[int(count * 0.99)] * 1e3
            self.turns.setdefault(name, []).append(Turn(count / elapsed, cpu / count * 1e6, p50, p99, load / elapsed))

    def close(self) -> None:
        """Clients first: a closed connection is no failure of the load."""
        for client in self._opened:
            client.close()
        self.running.process.stop()

    async def lost_after_closing(self, clients: int) -> int:
        """Of one message to each of so many clients that have just closed their poll."""
        pollers = [client for client in self._opened[:clients] if isinstance(client, Poller)]
        return await lost_after_closing(self.flight, pollers, self.running.port)
