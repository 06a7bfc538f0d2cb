"""A change on its way into the store, and the future its sender waits for."""

from __future__ import annotations

import asyncio
from typing import Any

from proffer.engine.ports import BrokenInvariant
from proffer.record import Change, Committed, Key
from proffer.store.judge import ABSENT, Step

__all__ = ["Waiting", "steps_of"]


class Waiting:
    """A numbered change, what it does to which versions, what the ledger prepared of it, and whom to answer."""

    __slots__ = ("change", "future", "keys", "prepared", "steps")

    def __init__(
        self,
        change: Change,
        steps: tuple[Step, ...],
        keys: tuple[Key, ...],
        prepared: Any,
        future: asyncio.Future[Committed],
    ) -> None:
        self.change = change
        self.steps = steps
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


def steps_of(change: Change) -> tuple[Step, ...]:
    """What each write does. Raises BrokenInvariant for what no change may look like, whatever the database."""
    if not change.events:
        raise BrokenInvariant("a change needs an event: its number stands in the journal or nowhere")
    steps: dict[Key, Step] = {}
    for write in change.writes:
        before, after = write.before, write.after
        version = ABSENT if before is None else before.version
        if after is not None:
            key = after.key
            if before is not None and before.key != key:
                raise BrokenInvariant(f"{before.key} cannot become {key}")
            steps[key] = (key, version, version + 1)
        elif version == ABSENT:
            raise BrokenInvariant(f"{write.key} was never stored and cannot be deleted")
        else:
            steps[write.key] = (write.key, version, ABSENT)
    if len(steps) != len(change.writes):
        raise BrokenInvariant("a change writes each record once")
    return tuple(steps.values())
