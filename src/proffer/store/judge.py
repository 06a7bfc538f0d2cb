"""The judge says which changes of a batch may happen: those whose records still are as the decision saw them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from proffer.record import Change, Key

__all__ = ["judge"]

ABSENT = 0


def judge(batch: Iterable[Change], current: Mapping[Key, int]) -> list[bool]:
    """One verdict per change, in order: each change sees those before it; all its records or none of them.

    `current` maps a key to its version; a key that is missing, or 0, is absent. It is not altered.
    """
    moved: dict[Key, int] = {}  # versions as the changes accepted so far leave them
    verdicts = []
    for change in batch:
        steps = _steps(change, moved, current)
        if steps is not None:
            moved.update(steps)
        verdicts.append(steps is not None)
    return verdicts


def _steps(change: Change, moved: Mapping[Key, int], current: Mapping[Key, int]) -> dict[Key, int] | None:
    """The versions this change leads to, or None if something it rests on has moved. (Hot: a key is made once.)"""
    steps: dict[Key, int] = {}
    for write in change.writes:
        key, expected = write.key, write.expected
        if (moved[key] if key in moved else current.get(key, ABSENT)) != expected:
            return None
        steps[key] = ABSENT if write.after is None else expected + 1
    for key, version in change.guards:
        if (moved[key] if key in moved else current.get(key, ABSENT)) != version:
            return None
    return steps
