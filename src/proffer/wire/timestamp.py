"""Times as the contract prints them (2.10)."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=4_096)  # the same email is shown again and again
def email_time(ms: int, time_zone: str = "UTC") -> str:
    """`2026-03-02 09:14:07.512+0000`: a blank, milliseconds, offset of option time-zone without colon."""
    seconds, rest = divmod(ms, 1000)
    zone = UTC if time_zone == "UTC" else _zone(time_zone)
    moment = datetime.fromtimestamp(seconds, zone)
    return f"{moment:%Y-%m-%d %H:%M:%S}.{rest:03d}{moment:%z}"


def minute_time(ms: int, time_zone: str = "UTC") -> str:
    """`2026-01-12T08:00+0000`, of response templates: no seconds, offset of option time-zone without colon."""
    return f"{datetime.fromtimestamp(ms // 1_000, UTC if time_zone == 'UTC' else _zone(time_zone)):%Y-%m-%dT%H:%M%z}"


def iso_time(ms: int) -> str:
    """`2026-03-02T09:14:07.512Z`, of our own resources (11.10)."""
    seconds, rest = divmod(ms, 1000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest:03d}Z"


@lru_cache(maxsize=16)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
