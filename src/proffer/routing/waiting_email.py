"""An email that waits for an agent, with what the router remembers of its wait: step, round and timers asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proffer.routing.decision import (
    PREFERRED,
    ROUND,
    ROUTING_TIMEOUT,
    TARGET,
    Decision,
    Due,
    Overdue,
    Overflow,
    WakeIn,
)
from proffer.routing.rules import Rules
from proffer.routing.seen import EmailSeen

if TYPE_CHECKING:
    from proffer.routing.bucket import Bucket
    from proffer.routing.roster import Agent

# minus priority, arrived at, id: which email comes first among several (contract 12.1).
Order = tuple[int, int, str]

NOBODY: frozenset[str] = frozenset()


class WaitingEmail:
    """One stay of an email in a queue.

    It lies in a bucket, where everybody it looks for finds it, and with the agent it prefers; only with him before the
    wait for him is over. Nowhere, while an invitation is being saved.
    """

    __slots__ = (
        "_asked_preferred", "_asked_step", "_asked_timeout", "_told", "at_preferred", "bucket", "id", "order",
        "overdue", "paused", "preferred", "preferred_over", "refused", "round_over", "rules", "seen", "step",
    )  # fmt: skip

    def __init__(self, seen: EmailSeen) -> None:
        self.id = seen.id
        self.bucket: Bucket | None = None
        self.at_preferred = False  # it lies with him
        self.preferred: Agent | None = None
        self.preferred_over = False  # the others have waited for him long enough
        self._asked_preferred = False
        self.rules: Rules | None = None  # None: nobody is looked for
        self.step = 0
        self.overdue = False
        self._asked_step = -1
        self._asked_timeout = -1
        self._told: tuple[int, str | None] | None = None
        self.paused = False
        self.round_over = False
        self._take(seen)

    def renew(self, seen: EmailSeen) -> bool:
        """Take over a newer snapshot; False if it tells of another stay, for which a new object is due."""
        if _stay(seen) != _stay(self.seen):
            return False
        if seen.refused != self.seen.refused:
            self.begin_round()
        self._take(seen)
        return True

    def _take(self, seen: EmailSeen) -> None:
        self.seen = seen
        self.order: Order = (-seen.priority, seen.arrived_at, seen.id)
        self.refused = frozenset(seen.refused)

    def begin_round(self) -> None:
        """Forget a pause: somebody was asked, or the refusals are others."""
        self.paused = False
        self.round_over = False

    @property
    def skipped(self) -> frozenset[str]:
        """Whom not to ask: those who refused, until the round is over (contract 12.2)."""
        return NOBODY if self.round_over else self.refused

    @property
    def waits_for_preferred(self) -> bool:
        """Is it kept for one agent? Not when he has refused it in this round."""
        return self.preferred is not None and not self.preferred_over and self.preferred.id not in self.refused

    @property
    def lies(self) -> bool:
        """Is it where an agent finds it?"""
        return self.bucket is not None or self.at_preferred

    def leave(self) -> None:
        """Out of where it lies."""
        if self.bucket is not None:
            self.bucket.remove(self)
        if self.at_preferred:
            assert self.preferred is not None
            self.preferred.wanted_by.remove(self)

    def follow(self, rules: Rules | None, now: int, preferred: Agent | None = None) -> None:
        """Wait by these rules. A step once reached is kept while the targets stay as they are."""
        self.preferred = preferred
        self.preferred_over = self.preferred_over or self.waited(now) >= self.seen.preferred_ms
        if rules is None or self.rules is None or rules.added_at != self.rules.added_at:
            self.step, self._asked_step = 0, -1
        self.rules = rules
        if rules is not None and rules.added_at:
            self.step = max(self.step, rules.step_at(self.waited(now)))

    def waited(self, now: int) -> int:
        """Milliseconds in this queue; a clock set back does not make it negative."""
        return max(0, now - self.seen.queued_at)

    def fell_due(self, due: Due, now: int) -> bool:
        """Does this wake-up change anything? Whatever the clock says, the moment asked for has come."""
        rules = self.rules
        if rules is None or due.queued_at != self.seen.queued_at:
            return False
        if due.what == ROUND and self.paused and not self.round_over and due.number == len(self.refused):
            self.round_over = True
            return True
        if due.what == TARGET and due.number == self.step < len(rules.added_at):
            self.step = max(self.step + 1, rules.step_at(self.waited(now)))
            return True
        if due.what == PREFERRED and self.waits_for_preferred and due.number == self.seen.preferred_ms:
            self.preferred_over = True
            return True
        if due.what == ROUTING_TIMEOUT and due.number == rules.timeout_ms and not self.overdue:
            self.overdue = True
            return True
        return False

    def timers(self, now: int) -> list[Decision]:
        """What to be woken for, each asked for once, and what to say when the routing-timeout is over."""
        rules = self.rules
        assert rules is not None
        decisions: list[Decision] = []
        if self.skipped and not self.paused:
            self.paused = True
            decisions.append(self._wake(rules.pause_ms, ROUND, len(self.refused)))
        if self.waits_for_preferred and not self._asked_preferred:
            self._asked_preferred = True
            rest_ms = max(0, self.seen.preferred_ms - self.waited(now))
            decisions.append(self._wake(rest_ms, PREFERRED, self.seen.preferred_ms))
        if self._asked_step != self.step:
            self._asked_step = self.step
            ms = rules.next_step_in(self.step, self.waited(now))
            if ms is not None:
                decisions.append(self._wake(ms, TARGET, self.step))
        if self._asked_timeout != rules.timeout_ms:
            self._asked_timeout = rules.timeout_ms
            self.overdue = False
            decisions.append(self._wake(max(0, rules.timeout_ms - self.waited(now)), ROUTING_TIMEOUT, rules.timeout_ms))
        if self.overdue:
            decisions += self._time_is_up(rules)
        return decisions

    def _wake(self, ms: int, what: str, number: int) -> WakeIn:
        return WakeIn(ms, Due(what, self.id, self.seen.queued_at, number))

    def _time_is_up(self, rules: Rules) -> list[Decision]:
        """Said once per version, for a move that lost against another change must be tried again; logged once."""
        told = (0, None) if rules.overflow is None else (self.seen.version, rules.overflow)
        if told == self._told:
            return []
        self._told = told
        if rules.overflow is None:
            return [Overdue(self.id, rules.queue)]
        return [Overflow(self.id, self.seen.version, rules.overflow)]


def _stay(seen: EmailSeen) -> tuple[str, int, str | None, int]:
    """What stays the same while an email waits in one queue."""
    return seen.queue, seen.queued_at, seen.preferred, seen.preferred_ms
