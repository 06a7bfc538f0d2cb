"""Ends connections that waited too long: one timer looks at all of them, and nobody has to ask a clock.

A timer for each request would cost as much as parsing it. Time is counted in ticks, so a limit is kept to within one.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

from proffer.http_front.limits import PATIENCE_TICK_SECONDS

NEVER = 1 << 62  # a tick that does not come


class Patient(Protocol):
    """What waits. `look` is called at every tick with its number."""

    def look(self, tick: int) -> None: ...


class Patience:
    """The connections there are, and the number of the present tick."""

    def __init__(self) -> None:
        self.tick = 0
        self._waiting: set[Patient] = set()
        self._timer: asyncio.TimerHandle | None = None

    def add(self, waiting: Patient) -> None:
        """To be looked at from now on."""
        self._waiting.add(waiting)
        if self._timer is None:
            self._start()

    def discard(self, waiting: Patient) -> None:
        """Not any more."""
        self._waiting.discard(waiting)

    def after(self, seconds: int) -> int:
        """The tick by which so many seconds have passed for certain."""
        return self.tick + self.ticks(seconds)

    def ticks(self, seconds: int) -> int:
        """How many ticks are at least so many seconds; the present one is partly over."""
        return -(-seconds // PATIENCE_TICK_SECONDS) + 1

    def pass_tick(self) -> None:
        """Looks at everybody once."""
        self.tick += 1
        for waiting in tuple(self._waiting):
            waiting.look(self.tick)

    def _start(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(PATIENCE_TICK_SECONDS, self._ring)

    def _ring(self) -> None:
        self._timer = None
        self.pass_tick()
        if self._waiting:
            self._start()
