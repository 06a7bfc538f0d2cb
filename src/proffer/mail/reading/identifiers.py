"""Message ids and dates, as headers give them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_tz

__all__ = ["message_ids", "sent_at"]

MESSAGE_ID = re.compile(r"<([^<>]{1,998})>")
MESSAGE_IDS_MAX = 200


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
        zone = timezone(timedelta(seconds=parsed[9] or 0))
        moment = round(datetime(*parsed[:5], min(parsed[5], 59), tzinfo=zone).timestamp()) * 1000
    except Exception:  # the standard library raises of many kinds here
        return None
    return moment if moment > 0 else None
