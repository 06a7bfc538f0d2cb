"""The journal is complete: no number is missing, every event can be read, every email it speaks of is there."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import msgspec

from proffer.audit.events import EVENTS
from proffer.audit.finding import RESTORE, Finding
from proffer.record import Event
from proffer.store.inspection import StoredEvent

UPGRADE = f"{RESTORE}, or run the version of Proffer that wrote it"


class JournalOrder:
    """Is told every event by node, number and position, and notes where one is missing."""

    def __init__(self) -> None:
        self._last: StoredEvent | None = None

    def check(self, row: StoredEvent) -> Iterator[Finding]:
        """The next event."""
        last, self._last = self._last, row
        gap = row.number - last.number - 1 if last is not None and last.node == row.node else 0
        if gap > 0:
            yield _finding("journal_without_gaps", row, f"{gap} number{'s' * (gap > 1)} missing before it", RESTORE)
        same_change = last is not None and (last.node, last.number) == (row.node, row.number)
        expected = last.position + 1 if same_change and last is not None else 0
        if row.position != expected:
            yield _finding("journal_positions", row, f"{row.position - expected} events of its change missing", RESTORE)


def readable(row: StoredEvent) -> Iterator[Finding]:
    """An event of a type there is, with the fields it must have. Older schemas are left alone."""
    kind = EVENTS.get(row.type)
    if kind is None:
        yield _finding("event_is_known", row, f"there is no event {row.type}", UPGRADE)
        return
    if row.schema > kind.schema:
        yield _finding("event_is_known", row, f"{row.type} has schema {row.schema}, not {kind.schema}", UPGRADE)
    if row.schema != kind.schema:
        return
    try:
        _convert(row, kind)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        yield _finding("event_can_be_read", row, f"{row.type} cannot be read: {error}", UPGRADE)


def email_exists(row: StoredEvent, emails: Collection[str]) -> Iterator[Finding]:
    """`emails`: those there are among the ones that are spoken of."""
    if row.email is not None and row.email not in emails:
        what = f"{row.type} of email {row.email}, and there is no such email"
        yield _finding("journal_email_exists", row, what, RESTORE)


def _convert(row: StoredEvent, kind: type[Event]) -> Event:
    fields = msgspec.json.decode(row.body, type=dict)
    return msgspec.convert({**fields, "at": row.at, "email": row.email, "agent": row.agent}, kind)


def _finding(rule: str, row: StoredEvent, what: str, todo: str) -> Finding:
    return Finding(rule=rule, kind="event", id=f"{row.node}/{row.number}/{row.position}", what=what, todo=todo)
