"""Which sessions have been idle too long, without looking at all of them."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping

from proffer.api.session import Session


class IdleHeap:
    """A heap of moments at which a session is to be looked at again; using a session moves nothing in it."""

    def __init__(self, timeout_seconds: float) -> None:
        self._timeout = timeout_seconds
        self._due: list[tuple[float, str]] = []  # monotonic seconds, key

    def add(self, session: Session) -> None:
        """Watch this one."""
        heapq.heappush(self._due, (session.seen_at + self._timeout, session.key))

    def is_over(self, session: Session, now: float) -> bool:
        """Idle for too long, and nothing waits on it."""
        return session.held == 0 and now - session.seen_at >= self._timeout

    def over(self, now: float, living: Mapping[str, Session]) -> Iterator[Session]:
        """Every session that is over now."""
        while self._due and self._due[0][0] <= now:
            session = living.get(heapq.heappop(self._due)[1])
            if session is None:
                continue
            if self.is_over(session, now):
                yield session
            else:
                since = now if session.held else session.seen_at
                heapq.heappush(self._due, (since + self._timeout, session.key))
