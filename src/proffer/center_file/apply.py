"""Applies a configuration: what `proffer apply` commits, or why it cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proffer.center.center import Center
from proffer.center_file.difference import differences
from proffer.center_file.events import CenterApplied
from proffer.record import Change, Write, replace
from proffer.toml_file import Invalid, Problem


def in_force(previous: Center | None, wanted: Center) -> Center:
    """What holds once `wanted` is applied: users absent from it stay, disabled, with the groups and skills left."""
    if previous is None:
        return wanted
    present = {user.id for user in wanted.users}
    absent = tuple(
        replace(
            user,
            enabled=False,
            groups=tuple(group for group in user.groups if group in wanted.group_by_name),
            skills={skill: level for skill, level in user.skills.items() if skill in wanted.skill_by_name},
        )
        for user in previous.users
        if user.id not in present
    )
    return replace(wanted, version=previous.version, users=(*wanted.users, *absent))


def decide_apply(
    previous: Center | None, wanted: Center, unfinished_by_queue: Mapping[str, int], now: int, by: str = ""
) -> Change | None:
    """The change that puts `wanted` in force; None if nothing differs. Raises Invalid with what stands against it.

    `unfinished_by_queue`: how many emails that have not ended each queue answers for, in hand or waiting: an email
    that is given back returns to its queue, so a queue can only go when it answers for none.
    """
    after = in_force(previous, wanted)
    kept = {queue.name for queue in after.queues}
    problems = tuple(
        Problem(0, f'queue "{name}" is absent from the file but has {count:,} unfinished email{"s" * (count > 1)}')
        for name, count in sorted(unfinished_by_queue.items())
        if count and name not in kept
    )
    if problems:
        raise Invalid(problems)
    after = _stamped(previous, after, now)
    changed = differences(previous, after)
    if previous is not None and not changed:
        return None
    event = CenterApplied(at=now, by=by, changed=tuple(difference.thing for difference in changed))
    return Change(writes=(Write(previous, replace(after, applied_at=now)),), events=(event,))


def _stamped(previous: Center | None, after: Center, now: int) -> Center:
    """Responses and categories that are as before keep the moment they were last changed at (contract 11.2)."""
    old = previous or Center()
    kept: tuple[Any, ...] = (*old.responses, *old.response_categories)
    before = {one.id: one for one in kept}

    def dated(one: Any) -> Any:
        known = before.get(one.id)
        as_before = known is not None and replace(one, modified_at=known.modified_at) == known
        return known if as_before else replace(one, modified_at=now)

    return replace(
        after,
        responses=tuple(map(dated, after.responses)),
        response_categories=tuple(map(dated, after.response_categories)),
    )
