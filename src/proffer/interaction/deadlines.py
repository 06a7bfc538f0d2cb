"""How long an invitation stays open and an email may be held: email, queue, centre, in this order (contract 12.3)."""

from __future__ import annotations

from proffer.center.center import Center
from proffer.record import UserData

HANDLING_MINUTES_MIN, HANDLING_MINUTES_MAX = 1, 1_440


def handling_deadline(queue_name: str, user_data: UserData, center: Center, now: int) -> int:
    """When an email held from `now` on goes back by itself, in epoch milliseconds."""
    minutes = _own_minutes(user_data)
    if minutes is None:
        queue = center.queue_by_name.get(queue_name)
        minutes = queue.handling_timeout_minutes if queue is not None else None
    if minutes is None:
        minutes = center.options.handling_timeout_minutes
    return now + minutes * 60_000


def _own_minutes(user_data: UserData) -> int | None:
    """User-data key `handling-timeout`: minutes as a number or its decimal string; anything else counts as absent."""
    value = user_data.get("handling-timeout")
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= len(str(HANDLING_MINUTES_MAX)):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if HANDLING_MINUTES_MIN <= value <= HANDLING_MINUTES_MAX else None


def delivering_timeout_ms(queue_name: str, center: Center) -> int:
    """How long an invitation from this queue stays open."""
    queue = center.queue_by_name.get(queue_name)
    seconds = queue.delivering_timeout_seconds if queue is not None else None
    return (center.options.delivering_timeout_seconds if seconds is None else seconds) * 1_000
