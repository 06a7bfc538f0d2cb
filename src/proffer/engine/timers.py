"""Wakes the server when a deadline has come: one heap, derived from the feed, waited out on the monotonic clock."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable, Hashable

from proffer.agents.login import Login
from proffer.engine.clock import Clock
from proffer.interaction.document import Document
from proffer.interaction.email import Email
from proffer.record import Committed, Record, Struct

LATE_MS_MAX = 24 * 3_600_000  # a longer wait is looked at again at least once a day


class Deadline(Struct, frozen=True):
    """Something that happens by itself, `at` as the record says it.

    `what` is "invitation", "handling", "document" or "grace".
    """

    what: str
    id: str  # email id, document id, or user id for "grace"
    at: int


class Timers:
    """`fire(token)` is called once per moment set; a moment set again for the same name replaces the earlier one."""

    def __init__(self, clock: Clock, fire: Callable[[Hashable], None]) -> None:
        self._clock = clock
        self._fire = fire
        self._set: dict[Hashable, tuple[int, Hashable]] = {}  # name → (due, token)
        self._heap: list[tuple[int, int, Hashable]] = []
        self._count = 0
        self._handle: asyncio.TimerHandle | None = None
        self._wakes_at: int | None = None

    def learn(self, record: Record | None) -> None:
        """Sets or clears the deadlines a record holds."""
        if isinstance(record, Email):
            invitation = record.invitation
            if invitation is None:
                self._learn(("invitation", record.id), None)
            else:
                stands_ms = invitation.expires_at - invitation.offered_at
                self._learn(("invitation", record.id), invitation.expires_at, stands_ms)
            self._learn(("handling", record.id), record.handling_deadline)
        elif isinstance(record, Document):
            self._learn(("document", record.id), record.expires_at)
        elif isinstance(record, Login):
            self._learn(("grace", record.agent), record.grace_deadline)

    def on_commit(self, committed: Committed) -> None:
        """Part of the commit feed."""
        for write in committed.change.writes:
            self.learn(write.after)
            if write.after is None and isinstance(write.before, Document):
                self.forget(("document", write.before.id))

    def after(self, ms: int, name: Hashable, token: Hashable) -> None:
        """Fires `token` in `ms` milliseconds, in place of what was set under `name`."""
        due = self._clock.elapsed() + max(0, ms)
        known = self._set.get(name)
        self._set[name] = (due, token)
        if known is None or due < known[0]:
            self._push(due, name)

    def forget(self, name: Hashable) -> None:
        """Nothing is set under `name` any more; what waits in the heap is skipped when its turn comes."""
        self._set.pop(name, None)

    def close(self) -> None:
        """Nothing fires any more."""
        self._set.clear()
        self._heap.clear()
        if self._handle is not None:
            self._handle.cancel()

    def __len__(self) -> int:
        return len(self._set)

    def _learn(self, name: tuple[str, str], at: int | None, longest_ms: int | None = None) -> None:
        """`longest_ms`: it never takes longer, though the wall clock was set back since the record was written."""
        if at is None:
            self._set.pop(name, None)
            return
        known, token = self._set.get(name), Deadline(*name, at)
        if known is None or known[1] != token:
            ms = at - self._clock.now()
            self.after(ms if longest_ms is None else min(ms, longest_ms), name, token)

    def _push(self, due: int, name: Hashable) -> None:
        self._count += 1
        heapq.heappush(self._heap, (due, self._count, name))
        if len(self._heap) > 4 * len(self._set) + 1_000:
            self._compact()
        if self._wakes_at is None or due < self._wakes_at:
            self._sleep()

    def _compact(self) -> None:
        self._heap = [(due, number, name) for number, (name, (due, _)) in enumerate(self._set.items())]
        heapq.heapify(self._heap)
        self._count = len(self._heap)

    def _sleep(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
        self._wakes_at = self._heap[0][0] if self._heap else None
        if self._wakes_at is not None:
            ms = min(max(0, self._wakes_at - self._clock.elapsed()), LATE_MS_MAX)
            self._handle = asyncio.get_running_loop().call_later(ms / 1_000, self._wake)

    def _wake(self) -> None:
        now = self._clock.elapsed()
        while self._heap and self._heap[0][0] <= now:
            _, _, name = heapq.heappop(self._heap)
            known = self._set.get(name)
            if known is None:
                continue
            if known[0] > now:  # set again for later meanwhile
                self._push_later(known[0], name)
                continue
            del self._set[name]
            self._fire(known[1])
        self._sleep()

    def _push_later(self, due: int, name: Hashable) -> None:
        self._count += 1
        heapq.heappush(self._heap, (due, self._count, name))
