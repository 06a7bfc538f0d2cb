"""Which session is due next: one heap for all, so that nothing ever scans every session."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import count
from typing import Protocol

from bayeux.session import Session


class Alarm(Protocol):
    """What a shell hangs on, so that `due` is called in time."""

    def set(self, at_ms: int) -> None:
        """Something became due sooner than everything before."""


class Deadlines:
    """Each session has one valid entry. A later deadline is only noted; its entry is moved when it comes up.

    So holding and answering a poll ten times a second costs one entry in half a minute, not three hundred.
    """

    def __init__(self) -> None:
        self.alarm: Alarm | None = None
        self._heap: list[tuple[int, int, Session]] = []
        self._serial = count()
        self._live = 0

    def __len__(self) -> int:
        return self._live

    def set(self, session: Session, at_ms: int) -> None:
        """The session is due at this time, and no longer at the one set before."""
        session.deadline_ms = at_ms
        if session.scheduled_ms is None:
            self._live += 1
        if session.scheduled_ms is None or at_ms < session.scheduled_ms:
            self._push(session)

    def remove(self, session: Session) -> None:
        """The session is never due again."""
        if session.scheduled_ms is not None:
            session.scheduled_ms = None
            self._live -= 1

    def due(self, now_ms: int) -> Iterator[Session]:
        """Each session whose time has come; it has no deadline until one is set again."""
        while self._heap and self._heap[0][0] <= now_ms:
            at_ms, _, session = heapq.heappop(self._heap)
            if session.scheduled_ms != at_ms:
                continue  # moved to an earlier entry, or removed
            if session.deadline_ms > now_ms:
                self._push(session)
                continue
            self.remove(session)
            yield session

    def earliest_ms(self) -> int | None:
        """When to call `due` next; it may then turn out that nothing is."""
        return self._heap[0][0] if self._heap else None

    def _push(self, session: Session) -> None:
        session.scheduled_ms = session.deadline_ms
        entry = (session.deadline_ms, next(self._serial), session)
        heapq.heappush(self._heap, entry)
        if len(self._heap) > 4 * self._live + 64:
            self._compact()
        if self._heap[0] is entry and self.alarm is not None:
            self.alarm.set(session.deadline_ms)

    def _compact(self) -> None:
        """Drop entries that are no longer valid: clients with very short polls leave many."""
        self._heap = [entry for entry in self._heap if entry[2].scheduled_ms == entry[0]]
        heapq.heapify(self._heap)
