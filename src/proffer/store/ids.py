"""Ids of sixteen characters that no restart and no clock repeats (contract 2.11)."""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["RESERVE", "Clock", "Ids", "check_prefix", "number_of"]

Clock = Callable[[], int]  # epoch milliseconds

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
START_MS = 1_577_836_800_000  # 2020-01-01T00:00:00Z
IDS_PER_SECOND = 524_288
RESERVE = 60 * IDS_PER_SECOND  # how far ahead the mark is stored: at most one write of it a minute
COUNTER_CHARACTERS = 10


class Ids:
    """Gives out ids of one node, each greater than the last.

    `mark` is the stored high-water mark: every id that a committed change can name is at or below it. A transaction
    writes `mark_due()` along with its changes and reports `stored()` once it is durable.
    """

    def __init__(self, prefix: str, mark: int, clock: Clock) -> None:
        check_prefix(prefix)
        self._prefix = prefix + "a"
        self._last = mark
        self._mark = mark
        self._clock = clock

    def new(self) -> str:
        """The next id: prefix, "a", ten digits to base 36."""
        by_clock = (self._clock() - START_MS) * IDS_PER_SECOND // 1000
        n = self._last = max(self._last + 1, by_clock)
        return self._prefix + _base_36(n)

    def mark_due(self) -> int | None:
        """The mark to be stored with the next changes, or None while the stored one is high enough."""
        return self._last + RESERVE if self._last > self._mark else None

    def stored(self, mark: int) -> None:
        """`mark` is durable."""
        self._mark = max(self._mark, mark)


def check_prefix(prefix: str) -> None:
    """Raises ValueError for an option `id-prefix` that no id can begin with."""
    if not re.fullmatch(r"[0-9A-Z]{5}", prefix):
        raise ValueError(f"id-prefix must be 5 characters out of 0-9 and A-Z, not {prefix!r}")


def number_of(id_: str, prefix: str) -> int:
    """The counter in an id, to be compared with its node's mark; 0 for one that was not made with this prefix."""
    counter = id_.removeprefix(prefix + "a")
    made_here = len(counter) == COUNTER_CHARACTERS and counter != id_ and set(counter) <= set(DIGITS)
    return int(counter, 36) if made_here else 0


def _base_36(n: int) -> str:
    digits = ""
    while n:
        n, digit = divmod(n, 36)
        digits = DIGITS[digit] + digits
    return digits.rjust(COUNTER_CHARACTERS, "0")
