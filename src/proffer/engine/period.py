"""From when to when: dates as history requests write them, whole days in the time zone (contract 2.10, 11.8)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from proffer.operations.refused import OUT_OF_RANGE, Refused

DAY = timedelta(days=1)
DATE_CHARACTERS = len("2026-02-01")


def period(start: str | None, end: str | None, now: int, time_zone: str, days_usual: int) -> tuple[int, int]:
    """Epoch milliseconds, the end left out. A day counts to its end. Raises Refused(10)."""
    zone: tzinfo = UTC if time_zone == "UTC" else ZoneInfo(time_zone)
    today = datetime.fromtimestamp(now // 1_000, zone).replace(hour=0, minute=0, second=0)
    begins = _moment("fromDate", start, zone) if start else today - DAY * days_usual
    ends = _moment("toDate", end, zone) if end else today
    if end is None or len(end) == DATE_CHARACTERS:
        ends += DAY
    return _ms(begins), _ms(ends)


def _moment(name: str, text: str, zone: tzinfo) -> datetime:
    try:
        found = datetime.fromisoformat(text)
        return found if found.tzinfo is not None else found.replace(tzinfo=zone)
    except ValueError:
        raise Refused(OUT_OF_RANGE, f"Parameter {name} must be yyyy-MM-dd, or a date and time with its zone.") from None


def _ms(moment: datetime) -> int:
    try:
        return int(moment.timestamp() * 1_000)
    except (OverflowError, OSError, ValueError):
        raise Refused(OUT_OF_RANGE, "This date is out of range.") from None
