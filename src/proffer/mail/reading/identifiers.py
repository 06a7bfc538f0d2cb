"""Message ids and dates, as headers give them."""

from __future__ import annotations

import re
from calendar import timegm
from email.utils import parsedate_tz

__all__ = ["message_ids", "sent_at"]

MESSAGE_ID = re.compile(r"<([^<>]{1,998})>")
MESSAGE_IDS_MAX = 200
LATEST_MS = 253_402_300_799_000  # the end of the year 9999


def message_ids(value: str) -> tuple[str, ...]:
    """All ids in the header, each in its brackets, blanks inside removed; without brackets the words that hold an @."""
    found = ["".join(match.split()) for match in MESSAGE_ID.findall(value)]
    if not found:
        found = [word.strip("<>,;") for word in value.split() if "@" in word] or value.split()[:1]
    return tuple(f"<{identifier}>" for identifier in dict.fromkeys(found) if identifier)[-MESSAGE_IDS_MAX:]


def sent_at(value: str) -> int | None:
    """The Date header in epoch milliseconds (RFC 5322 3.3); None if there is none that makes sense."""
    try:
        parsed = parsedate_tz(value)
        if parsed is None:
            return None
        moment = (timegm((*parsed[:6], 0, 1, 0)) - (parsed[9] or 0)) * 1000
    except Exception:  # the standard library raises of many kinds here
        return None
    return moment if 0 < moment <= LATEST_MS else None
