"""When the server is killed, and how long it then is away: drawn from a seed, so that it can be drawn again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.crashes.installation import DELIVERING_SECONDS, HANDLING_MINUTES

NOTED = ("last dot", "mail answered", "operation asked", "operation answered", "push message", "log-out")
WHAT = ("any moment", "any moment", *NOTED, "last dot", "operation asked", "while it starts", "while it stops")
BACK_MS = -600_000  # the wall clock was set back meanwhile
AWAY_MS = (0, 0, 0, BACK_MS, DELIVERING_SECONDS * 1_000 + 500, HANDLING_MINUTES * 60_000 + 10_000)
LATE_SECONDS = 1.5  # if what a kill waits for does not come, it happens then


@dataclass(frozen=True)
class Moment:
    """`after_ms` past the `count`-th time that `what` was noted in this round; then it is away for `away_ms`."""

    what: str
    count: int
    after_ms: float
    away_ms: int

    def __str__(self) -> str:
        seconds = abs(self.away_ms) / 1_000
        away = f", away for {seconds:g} s" if self.away_ms > 0 else f", {seconds:g} s back" if self.away_ms else ""
        if self.what in NOTED:
            return f"{self.after_ms:.1f} ms after {self.what} no. {self.count}{away}"
        return f"{self.what}, {self.after_ms:.0f} ms in{away}"


def moment(chance: Random) -> Moment:
    """The next one of a schedule."""
    what = chance.choice(WHAT)
    longest_ms = {"any moment": 500.0, "while it starts": 900.0, "while it stops": 60.0}.get(what, 8.0)
    exactly = what in NOTED and chance.random() < 0.3
    count = 1 if what == "log-out" else chance.randint(1, 25)
    return Moment(what, count, 0.0 if exactly else chance.uniform(0, longest_ms), chance.choice(AWAY_MS))


class Watch:
    """Counts what is noted and calls `reached(after_ms)` once, at the moment it was armed for."""

    def __init__(self, armed: Moment, reached: Callable[[float], None]) -> None:
        self._armed = armed
        self._left = armed.count
        self._reached = reached

    def note(self, what: str) -> None:
        """Something happened."""
        if what == self._armed.what:
            self._left -= 1
            if self._left == 0:
                self._reached(self._armed.after_ms)
