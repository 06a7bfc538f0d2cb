"""A change on its way into the store, and the future its sender waits for."""

from __future__ import annotations

import asyncio
from typing import Any

from proffer.engine.ports import BrokenInvariant
from proffer.record import Change, Committed

__all__ = ["Waiting", "check_shape"]


class Waiting:
    """A numbered change, what the ledger prepared of it, and whom to answer."""

    __slots__ = ("change", "future", "prepared")

    def __init__(self, change: Change, prepared: Any, future: asyncio.Future[Committed]) -> None:
        self.change = change
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


def check_shape(change: Change) -> None:
    """What every change must be like, whatever the database. Raises BrokenInvariant."""
    if not change.events:
        raise BrokenInvariant("a change needs an event: its number stands in the journal or nowhere")
    keys = {write.key for write in change.writes}
    if len(keys) != len(change.writes):
        raise BrokenInvariant("a change writes each record once")
    for write in change.writes:
        if write.after is None and write.expected == 0:
            raise BrokenInvariant(f"{write.key} was never stored and cannot be deleted")
        if write.after is not None and write.before is not None and write.before.key != write.after.key:
            raise BrokenInvariant(f"{write.before.key} cannot become {write.after.key}")
