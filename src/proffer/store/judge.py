"""The judge says which changes of a batch may happen: those whose records still are as the decision saw them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from proffer.record import Key

__all__ = ["ABSENT", "Guard", "Step", "judge"]

ABSENT = 0

Step = tuple[Key, int, int]  # the version of a record before and after
Guard = tuple[Key, int]  # the version of a record that is only read


def judge(batch: Iterable[tuple[Iterable[Step], Iterable[Guard]]], current: Mapping[Key, int]) -> list[bool]:
    """One verdict per change, in order: each change sees those before it; all its records or none of them.

    `current` maps a key to its version; a key that is missing, or 0, is absent. It is not altered.
    """
    versions = dict(current)
    verdicts = []
    for steps, guards in batch:
        stands = _stands(steps, guards, versions)
        if stands:
            versions |= {key: after for key, _, after in steps}
        verdicts.append(stands)
    return verdicts


def _stands(steps: Iterable[Step], guards: Iterable[Guard], versions: Mapping[Key, int]) -> bool:
    for key, before, _ in steps:
        if versions.get(key, ABSENT) != before:
            return False
    for key, version in guards:  # noqa: SIM110 - hot: a generator costs as much as the rest
        if versions.get(key, ABSENT) != version:
            return False
    return True
