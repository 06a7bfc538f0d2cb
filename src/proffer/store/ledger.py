"""What a database must be able to do so that changes can be committed in groups: the seam between the stores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from proffer.engine.ports import StoreDown
from proffer.record import Change, Key
from proffer.store.judge import Step

__all__ = ["Entry", "Ledger", "TryAgain"]


class TryAgain(StoreDown):
    """Another transaction was in the way and nothing was written: the same group may succeed now."""


class Entry(Protocol):
    """A change that waits to be written: numbered, its steps and keys, what the ledger made of it beforehand."""

    change: Change
    steps: tuple[Step, ...]
    keys: tuple[Key, ...]
    prepared: Any


class Ledger(Protocol):
    """One connection that writes. Calls come one after the other: begin, then write and commit, or rollback.

    Whatever it raises is one of the port's: StoreDown when the database fails (TryAgain when only another transaction
    was in the way), BrokenInvariant when it refuses what it was given. After an exception of `write` or `commit` comes
    `rollback`. Anything else stops the node.
    """

    def prepare(self, change: Change, keys: Sequence[Key]) -> Any:
        """Work that needs no database, done when the change comes in: encoding. May raise anything."""

    async def begin(self, keys: Iterable[Key]) -> Mapping[Key, int]:
        """Begins a transaction; nobody else may move these keys until it ends. Their versions (missing: absent)."""

    async def write(self, entries: Sequence[Entry], first_number: int, high_water: int | None) -> None:
        """Writes records and journal; the entries are numbered from `first_number`. Stores the mark of ids if given."""

    async def commit(self) -> None:
        """Makes it durable, or raises."""

    async def rollback(self) -> None:
        """Ends the transaction, if there is one. Never raises."""

    async def was_committed(self, number: int) -> bool:
        """After a failed commit: is this number in the journal? Asked on a fresh connection, however long it takes to
        get one. Raises if unknowable."""

    async def pause(self) -> None:
        """Between two groups: nothing is under way, and now is the moment for upkeep."""

    async def close(self) -> None:
        """Lets go of the database."""
