"""Remembers the versions of the records last touched, so that most changes are judged without a look-up."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from proffer.record import Key, Write

__all__ = ["VersionMemory"]


class VersionMemory:
    """The last `keys_max` versions committed by the only writer there is; about 250 bytes each.

    It learns from commits only, never from a transaction under way, and is emptied after every failure.
    """

    def __init__(self, keys_max: int) -> None:
        self._keys_max = keys_max
        self._versions: OrderedDict[Key, int] = OrderedDict()

    def known(self, keys: Iterable[Key]) -> tuple[dict[Key, int], list[Key]]:
        """The versions it knows, and the keys it does not."""
        versions = self._versions
        found: dict[Key, int] = {}
        missing: dict[Key, None] = {}
        for key in keys:
            version = versions.get(key)
            if version is None:
                missing[key] = None
            else:
                found[key] = version
        return found, list(missing)

    def learn(self, keys: Iterable[Key], writes: Iterable[Write]) -> None:
        """These writes, numbered, are committed. A record that is gone is forgotten."""
        versions = self._versions
        for key, write in zip(keys, writes, strict=True):
            if write.after is None:
                versions.pop(key, None)
            else:
                versions[key] = write.after.version
                versions.move_to_end(key)
        while len(versions) > self._keys_max:
            versions.popitem(last=False)

    def forget(self) -> None:
        """Everything is read again."""
        self._versions.clear()
