"""Numbered messages under way: asked for, waited for, timed; what is lost, doubled or out of order is counted."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterable
from typing import Any

LOST_SECONDS = 3.0  # a message that has not come by then will not come
TICK_SECONDS = 0.002
_MARK = b'"number":'


class Flight:
    """`publish(first number, words)` asks the server; `heard` is told by the clients."""

    def __init__(self, publish: Callable[[int, list[str]], None], clients: int) -> None:
        self._publish = publish
        self._under_way: dict[int, tuple[float, int]] = {}  # number → when asked for, how many are to get it
        self._last = [0] * clients  # by client: messages come in order, each once
        self._words = [str(number) for number in range(clients)]
        random.Random(1).shuffle(self._words)
        self._turn = self._next = 1
        self.seconds: list[float] = []  # of every delivery, from asking to hearing
        self.lost = self.disordered = 0
        self._then: Callable[[], None] = lambda: None

    def __len__(self) -> int:
        """Messages that not everybody has who is to get them."""
        return len(self._under_way)

    def heard(self, client: int, text: bytes) -> None:
        """A client got this, which may hold any number of messages."""
        now, at = time.perf_counter(), text.find(_MARK)
        while at >= 0:
            start = at + len(_MARK)
            self._arrived(client, int(text[start : text.index(b",", start)]), now)
            at = text.find(_MARK, start)

    def _arrived(self, client: int, number: int, now: float) -> None:
        waited_for = self._under_way.get(number)
        if number <= self._last[client] or waited_for is None:
            self.disordered += 1  # a second time, or after it was given up
            return
        self._last[client] = number
        asked, missing = waited_for
        self.seconds.append(now - asked)
        if missing > 1:
            self._under_way[number] = (asked, missing - 1)
        else:
            del self._under_way[number]
            self._then()

    async def at_full_rate(self, window: int, seconds: float) -> None:
        """One message for one client after the other; `window` of them are under way at any time."""
        await self._refilling(seconds, window, lambda count: self._to_each(count))

    async def to_everybody(self, seconds: float) -> None:
        """Messages on the channel of all, the next when everybody has the last one."""
        everybody = len(self._words)
        await self._refilling(seconds, 1, lambda count: self._ask(["all"], everybody))

    async def at(self, per_second: int, seconds: float) -> None:
        """Messages at a fixed rate, one client after the other, however fast they arrive."""
        started, done = time.perf_counter(), 0
        while (elapsed := time.perf_counter() - started) < seconds:
            owed = int(elapsed * per_second) - done
            if owed:
                self._to_each(owed)
                done += owed
            await asyncio.sleep(TICK_SECONDS)
        await self.landed()

    def to(self, clients: Iterable[int]) -> None:
        """One message to each of these clients."""
        self._ask([str(client) for client in clients], 1)

    async def landed(self) -> None:
        """Until everything has arrived or is lost."""
        while self._under_way:
            self._give_up()
            await asyncio.sleep(0.005)

    async def _refilling(self, seconds: float, window: int, ask: Callable[[int], Any]) -> None:
        """Keeps `window` messages under way; what arrives in one turn of the loop is replaced in one line."""
        loop, owed, until = asyncio.get_running_loop(), 0, time.perf_counter() + seconds

        def refill() -> None:
            nonlocal owed
            count, owed = owed, 0
            if time.perf_counter() < until:
                ask(count)

        def then() -> None:
            nonlocal owed
            if not owed:
                loop.call_soon(refill)
            owed += 1

        self._then = then
        ask(window)
        while time.perf_counter() < until:
            await asyncio.sleep(min(0.2, seconds / 4))
            for _ in range(self._give_up()):
                then()
        self._then = lambda: None
        await self.landed()

    def _to_each(self, count: int) -> None:
        words = self._words
        turn, self._turn = self._turn, self._turn + count
        self._ask([words[i % len(words)] for i in range(turn, turn + count)], 1)

    def _ask(self, words: list[str], receivers: int) -> None:
        first, self._next = self._next, self._next + len(words)
        now = time.perf_counter()
        for number in range(first, first + len(words)):
            self._under_way[number] = (now, receivers)
        self._publish(first, words)

    def _give_up(self) -> int:
        """Forgets what is overdue; returns how many messages."""
        limit = time.perf_counter() - LOST_SECONDS
        overdue = [number for number, (asked, _) in self._under_way.items() if asked < limit]
        for number in overdue:
            self.lost += self._under_way.pop(number)[1]
        return len(overdue)
