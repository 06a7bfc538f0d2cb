"""The two clocks: one is written down and may jump, the other is waited by and never does."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Milliseconds. Tests and simulations bring their own."""

    def now(self) -> int:
        """Epoch milliseconds: for records."""

    def elapsed(self) -> int:
        """Milliseconds on a clock nobody sets: for waiting."""


class SystemClock:
    """The machine's clocks."""

    def now(self) -> int:
        return time.time_ns() // 1_000_000

    def elapsed(self) -> int:
        return time.monotonic_ns() // 1_000_000


def civil_date(ms: int, time_zone: str) -> tuple[int, int, int]:
    """Year, month and day of a moment in a time zone by name."""
    zone = UTC if time_zone == "UTC" else ZoneInfo(time_zone)
    date = datetime.fromtimestamp(ms // 1_000, zone)
    return date.year, date.month, date.day
