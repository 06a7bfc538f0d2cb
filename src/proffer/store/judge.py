"""The judge says which changes of a batch may happen: those whose records still are as the decision saw them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from proffer.record import Change, Key

__all__ = ["judge", "keys_of"]

ABSENT = 0


def judge(batch: Iterable[Change], current: Mapping[Key, int]) -> list[bool]:
    """One verdict per change, in order: each change sees those before it; all its records or none of them.

    `current` maps a key to its version; a key that is missing, or 0, is absent. It is not altered.
    """
    moved: dict[Key, int] = {}  # versions as the changes accepted so far leave them
    verdicts = []
    for change in batch:
        accepted = _stands(change, moved, current)
        if accepted:
            for write in change.writes:
                moved[write.key] = ABSENT if write.after is None else write.expected + 1
        verdicts.append(accepted)
    return verdicts


def keys_of(change: Change) -> Iterable[Key]:
    """Every key the change rests on, written or guarded."""
    for write in change.writes:
        yield write.key
    for key, _ in change.guards:
        yield key


def _stands(change: Change, moved: Mapping[Key, int], current: Mapping[Key, int]) -> bool:
    for write in change.writes:
        if _version(write.key, moved, current) != write.expected:
            return False
    return all(_version(key, moved, current) == version for key, version in change.guards)


def _version(key: Key, moved: Mapping[Key, int], current: Mapping[Key, int]) -> int:
    return moved[key] if key in moved else current.get(key, ABSENT)
