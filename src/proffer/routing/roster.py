"""The roster knows every agent's last snapshot and keeps the free ones in the pools they fit."""

from __future__ import annotations

from collections.abc import Callable

from proffer.routing.decision import Invite
from proffer.routing.pool import Pool, Rank
from proffer.routing.rules import Rules
from proffer.routing.seen import AgentSeen
from proffer.routing.waiting_email import WaitingEmail
from proffer.routing.wanted import Wanted

NO_POOLS: tuple[Pool, ...] = ()


class Agent:
    """One agent. `saving` is the invitation being saved for him: the router's reservation."""

    __slots__ = ("employee_id", "fits", "id", "is_outdated", "limited", "pools", "rank", "saving", "seen", "wanted_by")

    def __init__(self, id_: str) -> None:
        self.id = id_
        self.seen = AgentSeen(id=id_, version=0)
        self.is_outdated = False  # a newer snapshot is bound to come
        self.saving: Invite | None = None
        self.assign("", NO_POOLS)

    def assign(self, employee_id: str, fits: tuple[Pool, ...]) -> None:
        """Whom he serves in a new configuration; he stands in no pool yet."""
        self.employee_id = employee_id
        self.fits = fits
        self.limited = any(pool.limit is not None for pool in fits)
        self.pools = NO_POOLS  # where he stands now
        self.wanted_by = Wanted()  # emails that prefer him
        self.rank: Rank = (self.seen.idle_since, employee_id, self.id)

    def outdated(self, version: int) -> None:
        """An invitation resting on this version of his login is committed: ask him nothing before a newer one."""
        self.is_outdated = self.seen.version <= version

    def verdict(self, pool: Pool) -> str:
        """Why he cannot be asked now; "" if he can (contract 12.4, 12.7)."""
        return self.verdict_in(pool.queue, pool.limit)

    def verdict_in(self, queue: str, limit: int | None) -> str:
        """The same for a queue with this limit."""
        seen = self.seen
        if not seen.offerable:
            return "not-ready"
        if seen.free <= 0:
            return "full"
        if self.saving is not None or self.is_outdated:
            return "being-asked"
        if limit is not None and self._at_limit(queue, limit):
            return "queue-limit"
        return ""

    def can_take(self, rules: Rules) -> bool:
        """Can he be asked now for an email of this queue, whether or not it looks for him?"""
        return not self.verdict_in(rules.queue, rules.limit)

    @property
    def stands(self) -> bool:
        """Is there any email he might be asked for?"""
        return bool(self.pools) or (bool(self.wanted_by) and not self.verdict_in("", None))

    def stand(self) -> bool:
        """Stand in the pools where he can be asked now, and in no other; True if he can be asked at all."""
        seen = self.seen
        pools = self.fits
        if not seen.offerable or seen.free <= 0 or self.saving is not None or self.is_outdated:
            pools = NO_POOLS
        elif self.limited:
            pools = tuple(pool for pool in pools if not self.verdict(pool))
        if pools != self.pools or seen.idle_since != self.rank[0]:
            self._move(pools)
        return self.stands

    def first_email(self) -> WaitingEmail | None:
        """The most urgent email that waits in any queue he serves, or prefers him, and that he has not refused."""
        first = self.wanted_by.first_for(self) if self.wanted_by else None
        for pool in self.pools:
            for bucket in pool.hungry:
                email = bucket.first_for(self.id)
                if email is not None and (first is None or email.order < first.order):
                    first = email
        return first

    def _move(self, pools: tuple[Pool, ...]) -> None:
        for pool in self.pools:
            pool.remove(self.rank)
        self.pools = pools
        self.rank = (self.seen.idle_since, self.employee_id, self.id)
        for pool in pools:
            pool.add(self.rank)

    def _at_limit(self, queue: str, limit: int) -> bool:
        return limit <= next((count for name, count in self.seen.by_queue if name == queue), 0)


class Roster:
    """All agents a snapshot or the configuration has named, by user id."""

    def __init__(self) -> None:
        self._agents: dict[str, Agent] = {}
        self._assignment: Callable[[str], tuple[str, tuple[Pool, ...]]] = lambda user: ("", NO_POOLS)

    def __getitem__(self, user: str) -> Agent:
        agent = self._agents.get(user)
        if agent is None:
            agent = self._agents[user] = Agent(user)
            agent.assign(*self._assignment(user))
        return agent

    def get(self, user: str) -> Agent | None:
        return self._agents.get(user)

    def learn(self, seen: AgentSeen) -> Agent | None:
        """The agent, if the snapshot is news: of a newer version, or of the same one seen under another configuration.

        (What is free and who may be asked follows from a login *and* the centre; see `AgentSeen`.)
        """
        agent = self[seen.id]
        known = agent.seen
        if seen.version < known.version or (seen.version == known.version and seen == known):
            return None
        if seen.version > known.version:
            agent.is_outdated = False
        agent.seen = seen
        return agent

    def assign(self, assignment: Callable[[str], tuple[str, tuple[Pool, ...]]]) -> None:
        """A new configuration: user id → employee id and pools. Everybody takes his new places."""
        self._assignment = assignment
        for agent in self._agents.values():
            agent.assign(*assignment(agent.id))
            agent.stand()
