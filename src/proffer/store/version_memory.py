"""Remembers the versions of the records last touched, so that most changes are judged without a look-up."""

from __future__ import annotations

from collections.abc import Iterable

from proffer.record import Key
from proffer.store.judge import ABSENT, Step

__all__ = ["VersionMemory"]


class VersionMemory:
    """At least the last half of `keys_max` versions committed by the only writer there is; about 250 bytes each.

    It learns from commits only, never from a transaction under way, and is emptied after every failure. When the
    younger half is full it becomes the older one, and what was there is forgotten: cheaper than an order of use.
    """

    def __init__(self, keys_max: int) -> None:
        self._half_max = max(1, keys_max // 2)
        self._young: dict[Key, int] = {}
        self._old: dict[Key, int] = {}

    def known(self, keys: Iterable[Key]) -> tuple[dict[Key, int], list[Key]]:
        """The versions it knows, and the keys it does not."""
        young, old = self._young, self._old
        found: dict[Key, int] = {}
        missing: dict[Key, None] = {}
        for key in keys:
            version = young.get(key) or old.get(key, ABSENT)
            if version:
                found[key] = version
            else:
                missing[key] = None
        return found, list(missing)

    def learn(self, steps: Iterable[Step]) -> None:
        """These are committed. A record that is gone is forgotten."""
        young = self._young
        for key, _, version in steps:
            if version == ABSENT:
                young.pop(key, None)
                self._old.pop(key, None)
            else:
                young[key] = version
        if len(young) > self._half_max:
            self._young, self._old = {}, young

    def forget(self) -> None:
        """Everything is read again."""
        self._young, self._old = {}, {}
