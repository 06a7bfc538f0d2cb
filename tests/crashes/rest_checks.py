"""What must be true once things have come to rest after a start: nobody waits in vain, nothing is overdue."""

from __future__ import annotations

from collections.abc import Iterator

from tests.crashes.desk import Picture
from tests.crashes.evidence import Evidence, Json
from tests.crashes.installation import CAPACITY


def waiting_in_vain(emails: list[Json], logins: list[Json]) -> Iterator[str]:
    """An email in a queue, and an agent with room for it who has not refused it in this round."""
    queued = [email for email in emails if email["state"] == "Queued"]
    for login in logins:
        if not _offerable(login) or len(login["in_hand"]) >= CAPACITY:
            continue
        for email in queued:
            if login["agent"] not in email["refused"]:
                yield f"stuck: {email['id']} waits while {login['agent']} is ready and has room"


def overdue(before: Evidence, emails: list[Json], ready_at: int) -> Iterator[str]:
    """Deadlines of before the kill that had passed when the server was ready again, and still stand."""
    now = {email["id"]: email for email in emails}
    for id_, email in before.emails.items():
        then, still = email["invitation"], now.get(id_, {}).get("invitation")
        if then is not None and then["expires_at"] < ready_at and then == still:
            yield f"stuck: the invitation of {id_} expired while the server was down"
        deadline = email["handling_deadline"]
        if deadline is not None and deadline < ready_at and now.get(id_, {}).get("handling_deadline") == deadline:
            yield f"stuck: {id_} was held too long while the server was down"


def differing(name: str, listed: Picture, pictures: list[Picture], in_hand: list[str]) -> Iterator[str]:
    """What an agent's clients believe, what the server lists for him, and what his record says."""
    for picture in pictures:
        if picture != listed:
            yield f"untrue: {name} believes {_short(picture)}, the server says {_short(listed)}"
    if sorted(listed) != sorted(in_hand):
        yield f"untrue: the server lists {sorted(listed)} for {name}, his record has {sorted(in_hand)}"


def _short(picture: Picture) -> dict[str, object]:
    return {email: (state, len(data)) for email, (state, data) in sorted(picture.items())}


def _offerable(login: Json) -> bool:
    channel = login["media_channel"] or {}
    there = login["present"] or not login["was_present"]
    return bool(login["open"] and channel.get("state") == "Ready" and not channel.get("dnd") and there)
