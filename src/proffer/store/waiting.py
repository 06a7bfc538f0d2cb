"""A change on its way into the store, and the future its sender waits for."""

from __future__ import annotations

import asyncio
from typing import Any

from proffer.engine.ports import BrokenInvariant
from proffer.record import Change, Committed, Key

__all__ = ["Waiting", "written_keys"]


class Waiting:
    """A numbered change, the keys it writes, what the ledger prepared of it, and whom to answer."""

    __slots__ = ("change", "future", "keys", "prepared")

    def __init__(self, change: Change, keys: tuple[Key, ...], prepared: Any, future: asyncio.Future[Committed]) -> None:
        self.change = change
        self.keys = keys
        self.prepared = prepared
        self.future = future

    def accept(self, committed: Committed) -> None:
        """It is durable. Nobody may be waiting any more."""
        if not self.future.done():
            self.future.set_result(committed)

    def refuse(self, trouble: Exception) -> None:
        """Nothing of it was written."""
        if not self.future.done():
            self.future.set_exception(trouble)


def written_keys(change: Change) -> tuple[Key, ...]:
    """The key of each write. Raises BrokenInvariant for what no change may look like, whatever the database."""
    if not change.events:
        raise BrokenInvariant("a change needs an event: its number stands in the journal or nowhere")
    keys = tuple([write.key for write in change.writes])
    if len(set(keys)) != len(keys):
        raise BrokenInvariant("a change writes each record once")
    for key, write in zip(keys, change.writes, strict=True):
        if write.after is None:
            if write.expected == 0:
                raise BrokenInvariant(f"{key} was never stored and cannot be deleted")
        elif write.before is not None and write.before.key != key:
            raise BrokenInvariant(f"{write.before.key} cannot become {key}")
    return keys
