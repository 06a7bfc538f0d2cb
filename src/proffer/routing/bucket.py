"""A bucket holds the waiting emails of one queue that look for the same targets, the most urgent first."""

from __future__ import annotations

from bisect import bisect_left, insort
from heapq import heapify, heappop, heappush

from proffer.center.queue import Target
from proffer.routing.pool import Pool
from proffer.routing.rules import Rules
from proffer.routing.waiting_email import Order, WaitingEmail

SLACK = 64  # dead entries a heap may hold beyond its live ones


class Bucket:
    """Emails open to everybody lie in a heap with lazy deletion, those some agents skip in a short sorted list.

    An email leaves the list when its round's pause is over, so the list holds what was refused in the last seconds.
    """

    __slots__ = ("_heap", "_open", "_skipped", "_skipped_order", "members", "pools", "rules", "step", "targets")

    def __init__(self, rules: Rules, step: int, pools: dict[Pool, Target]) -> None:
        self.rules = rules
        self.step = step
        self.pools = tuple(pools)
        self.targets = tuple(pools.values())  # in the same order, as configured in this queue
        self.members = tuple(dict.fromkeys(user for pool in pools for user in pool.members))
        self._open: dict[str, WaitingEmail] = {}
        self._heap: list[Order] = []
        self._skipped: dict[str, WaitingEmail] = {}
        self._skipped_order: list[Order] = []

    def add(self, email: WaitingEmail) -> None:
        assert email.bucket is None
        if not self:
            for pool in self.pools:
                pool.hungry[self] = None
        email.bucket = self
        if email.skipped:
            self._skipped[email.id] = email
            insort(self._skipped_order, email.order)
        else:
            self._open[email.id] = email
            heappush(self._heap, email.order)

    def remove(self, email: WaitingEmail) -> None:
        assert email.bucket is self
        email.bucket = None
        if self._skipped.pop(email.id, None) is not None:
            del self._skipped_order[bisect_left(self._skipped_order, email.order)]
        else:
            del self._open[email.id]
            self._compact()
        if not self:
            for pool in self.pools:
                del pool.hungry[self]

    def looks_for(self, agent: str) -> bool:
        """Does he fit one of the active targets?"""
        return any(agent in pool.members for pool in self.pools)

    def target_of(self, agent: str) -> Target:
        """By which target an agent is found: the first active one he fits."""
        if len(self.targets) == 1:
            return self.targets[0]
        return next(target for pool, target in zip(self.pools, self.targets, strict=True) if agent in pool.members)

    def first_for(self, agent: str) -> WaitingEmail | None:
        """The most urgent email that this agent has not refused in its round."""
        first = self._first_open()
        for order in self._skipped_order:
            if first is not None and first.order < order:
                break
            email = self._skipped[order[2]]
            if agent not in email.skipped:
                return email
        return first

    def pausing(self) -> int:
        """How many emails wait for the next round or for an agent who has not refused."""
        return len(self._skipped)

    def __len__(self) -> int:
        return len(self._open) + len(self._skipped)

    def _first_open(self) -> WaitingEmail | None:
        while self._heap:
            order = self._heap[0]
            email = self._open.get(order[2])
            if email is not None and email.order is order:
                return email
            heappop(self._heap)
        return None

    def _compact(self) -> None:
        if len(self._heap) > 2 * len(self._open) + SLACK:
            self._heap = [email.order for email in self._open.values()]
            heapify(self._heap)
