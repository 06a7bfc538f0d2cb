"""What every SQL store is made of: commits in groups on one connection, reads beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Protocol

from proffer.engine.ports import ContactQuery, EmailQuery, Feed, Hits, JournalRow
from proffer.interaction.contact import Contact
from proffer.interaction.email import Email
from proffer.interaction.search_words import Term
from proffer.record import Change, Committed, Key, Record
from proffer.store.group_commit import GroupCommit
from proffer.store.ids import Ids
from proffer.store.ledger import Ledger

__all__ = ["Reading", "SqlStore"]


class Reading(Protocol):
    """The reading side of one database; what it raises is StoreDown."""

    async def load(self, keys: Iterable[Key]) -> dict[Key, Record]: ...
    def open_records(self) -> AsyncIterator[Record]: ...
    async def journal(self, email_id: str) -> list[JournalRow]: ...
    async def emails(self, query: EmailQuery) -> list[Email]: ...
    async def search(self, terms: Sequence[Term], before: int, limit: int) -> Hits: ...
    async def contacts(self, query: ContactQuery) -> tuple[list[Contact], int]: ...
    async def email_counts(self) -> dict[str, int]: ...
    async def blobs_named(self, names: Iterable[str]) -> set[str]: ...
    async def is_reachable(self) -> bool: ...
    async def close(self) -> None: ...


class SqlStore:
    """The store port (`engine/ports.py`); each database says how it is opened."""

    def __init__(self, ledger: Ledger, commits: GroupCommit, reading: Reading, ids: Ids) -> None:
        self._ledger = ledger
        self._commits = commits
        self._reading = reading
        self._ids = ids
        self._closed = False

    def subscribe(self, feed: Feed) -> None:
        self._commits.feed.subscribe(feed)

    def submit(self, change: Change) -> asyncio.Future[Committed]:
        """`save` without a coroutine: the future ends as `save` does."""
        return self._commits.submit(change)

    async def save(self, change: Change) -> Committed:
        return await self._commits.submit(change)

    async def load(self, keys: Iterable[Key]) -> dict[Key, Record]:
        return await self._reading.load(keys)

    def open_records(self) -> AsyncIterator[Record]:
        return self._reading.open_records()

    async def journal(self, email_id: str) -> list[JournalRow]:
        return await self._reading.journal(email_id)

    async def emails(self, query: EmailQuery) -> list[Email]:
        return await self._reading.emails(query)

    async def search(self, terms: Sequence[Term], before: int, limit: int) -> Hits:
        return await self._reading.search(terms, before, limit)

    async def contacts(self, query: ContactQuery) -> tuple[list[Contact], int]:
        return await self._reading.contacts(query)

    async def email_counts(self) -> dict[str, int]:
        return await self._reading.email_counts()

    async def blobs_named(self, names: Iterable[str]) -> set[str]:
        """Which of these blobs some content names: the rest may be swept."""
        return await self._reading.blobs_named(names)

    @property
    def busy(self) -> bool:
        """Something was submitted and is not answered yet."""
        return self._commits.busy

    @property
    def transactions(self) -> int:
        """How many groups of changes were committed."""
        return self._commits.transactions

    async def is_reachable(self) -> bool:
        """Whether it could be written to and read from now."""
        return await self._reading.is_reachable()

    def new_id(self) -> str:
        return self._ids.new()

    async def close(self) -> None:
        """Writes what is waiting, then closes. Again: nothing happens."""
        if not self._closed:
            self._closed = True
            await self._commits.close()
            await self._reading.close()
            await self._ledger.close()
