"""The store port over a PostgreSQL database: group commit on one connection, reads beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable

from proffer.engine.ports import EmailQuery, Feed, JournalRow
from proffer.interaction.email import Email
from proffer.record import Change, Committed, Key, Record
from proffer.store.group_commit import GroupCommit, StopNode
from proffer.store.ids import Clock, Ids
from proffer.store.postgres.database import Database
from proffer.store.postgres.ledger import PostgresLedger
from proffer.store.postgres.options import PostgresOptions
from proffer.store.postgres.reading import Reading
from proffer.store.stop import stop_process

__all__ = ["PostgresStore"]


class PostgresStore:
    """Opened on a URL; brings the schema up to date. One process at a time."""

    def __init__(
        self, database: Database, ledger: PostgresLedger, commits: GroupCommit, reading: Reading, ids: Ids
    ) -> None:
        self._database = database
        self._ledger = ledger
        self._commits = commits
        self._reading = reading
        self._ids = ids
        self._closed = False

    @classmethod
    async def open(
        cls,
        options: PostgresOptions,
        *,
        node: str = "n1",
        id_prefix: str = "00001",
        clock: Clock,
        stop_node: StopNode = stop_process,
        changes_waiting_max: int = 10_000,
        changes_per_group_max: int = 128,
    ) -> PostgresStore:
        """`clock` gives epoch milliseconds; `stop_node` ends the process.

        Raises StoreDown, DatabaseInUse, SchemaTooNew, and ValueError for an id prefix of another node.
        """
        database = await Database.open(node, id_prefix, options, stop_node)
        ledger = PostgresLedger(database.writer, node, options)
        await ledger.open()
        ids = Ids(id_prefix, database.high_water, clock)
        commits = GroupCommit(
            ledger,
            node=node,
            last_number=database.last_number,
            ids=ids,
            stop_node=stop_node,
            changes_waiting_max=changes_waiting_max,
            changes_per_group_max=changes_per_group_max,
        )
        return cls(database, ledger, commits, await Reading.open(options, node), ids)

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
        return self._database.writer.is_there and await self._reading.is_reachable()

    def new_id(self) -> str:
        return self._ids.new()

    async def close(self) -> None:
        """Writes what is waiting, then closes. Again: nothing happens."""
        if not self._closed:
            self._closed = True
            await self._commits.close()
            await self._reading.close()
            await self._ledger.close()
