"""The map the router works by: which queues there are, which agents each target finds, computed once per center."""

from __future__ import annotations

from collections.abc import Iterator

from proffer.center.center import Center
from proffer.center.queue import GROUP, Target
from proffer.center.user import User
from proffer.routing.bucket import Bucket
from proffer.routing.pool import Pool
from proffer.routing.rules import Rules, rules_of
from proffer.routing.target import fits, one_agent


class MapOfCenter:
    """Pools and buckets of one configuration, empty at first."""

    def __init__(self, center: Center) -> None:
        self.version = center.version
        queues = center.queue_by_name
        self.rules: dict[str, Rules | None] = {q.name: rules_of(q, center.options, queues) for q in center.queues}
        self._employee_ids = {user.id: user.employee_id for user in center.users}
        self._agents = {user.employee_id: user.id for user in center.users if fits(one_agent(user.employee_id), user)}
        self._pools: dict[tuple[str, str, str], Pool] = {}
        self._buckets: dict[tuple[str, int], Bucket] = {}
        self._serves: dict[str, tuple[Pool, ...]] = {}
        self._fill_pools(center)

    def bucket(self, rules: Rules, step: int) -> Bucket:
        """Where emails of this queue wait at this step."""
        bucket = self._buckets.get((rules.queue, step))
        if bucket is None:
            pools: dict[Pool, Target] = {}
            for target in rules.active(step):
                pools.setdefault(self._pools[_pool_key(rules, target)], target)
            bucket = self._buckets[rules.queue, step] = Bucket(rules, step, pools)
        return bucket

    def buckets_of(self, queue: str) -> Iterator[Bucket]:
        rules = self.rules.get(queue)
        for step in range(len(rules.added_at) + 1 if rules is not None else 0):
            if (queue, step) in self._buckets:
                yield self._buckets[queue, step]

    def assignment(self, user: str) -> tuple[str, tuple[Pool, ...]]:
        """The employee id and the pools a user fits; ("", ()) of one nobody knows."""
        return self._employee_ids.get(user, ""), self._serves.get(user, ())

    def preferred(self, employee_id: str | None) -> str | None:
        """The user id of an agent an email may prefer; None where there is no such agent (any more)."""
        return self._agents.get(employee_id) if employee_id is not None else None

    def _fill_pools(self, center: Center) -> None:
        for rules in self.rules.values():
            for target in rules.targets if rules is not None else ():
                assert rules is not None
                queue = "" if rules.limit is None else rules.queue
                self._pools.setdefault(_pool_key(rules, target), Pool(target, queue, rules.limit))
        users = sorted(center.users, key=lambda user: (user.employee_id, user.id))
        serves: dict[str, list[Pool]] = {}
        found: dict[tuple[str, str], list[str]] = {}
        groups = _by_group(users)
        for pool in self._pools.values():
            target = pool.target
            if (target.kind, target.text) not in found:
                asked = groups.get(target.text, []) if target.kind == GROUP else users
                found[target.kind, target.text] = [user.id for user in asked if fits(target, user)]
            pool.members = dict.fromkeys(found[target.kind, target.text])
            for user in pool.members:
                serves.setdefault(user, []).append(pool)
        self._serves = {user: tuple(pools) for user, pools in serves.items()}


def _pool_key(rules: Rules, target: Target) -> tuple[str, str, str]:
    return target.kind, target.text, "" if rules.limit is None else rules.queue


def _by_group(users: list[User]) -> dict[str, list[User]]:
    groups: dict[str, list[User]] = {}
    for user in users:
        for group in user.groups:
            groups.setdefault(group, []).append(user)
    return groups
