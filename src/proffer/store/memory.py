"""The store of the tests and the simulation: everything in memory, behaving as the databases do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence

from proffer.engine.ports import ContactQuery, EmailQuery, Feed, Hits, JournalRow, StoreDown
from proffer.interaction.contact import Contact
from proffer.interaction.document import Document
from proffer.interaction.email import Email
from proffer.interaction.search_words import Term
from proffer.record import Change, Committed, Key, Record
from proffer.store.contact_rows import page_of
from proffer.store.group_commit import GroupCommit, StopNode
from proffer.store.ids import Clock, Ids
from proffer.store.memory_disk import Faults, MemoryDisk, MemoryLedger
from proffer.store.stop import stop_process

__all__ = ["Faults", "MemoryDisk", "MemoryStore"]


class MemoryStore:
    """Opened on a `MemoryDisk`, which outlives it like a file; without one it starts empty.

    What may go wrong in a test is set in `faults`.
    """

    def __init__(self, disk: MemoryDisk, ledger: MemoryLedger, ids: Ids, commits: GroupCommit) -> None:
        self.faults = ledger.faults
        self._closed = False
        self._disk = disk
        self._ids = ids
        self._commits = commits

    @classmethod
    async def open(
        cls,
        disk: MemoryDisk | None = None,
        *,
        node: str = "n1",
        id_prefix: str = "00001",
        clock: Clock,
        stop_node: StopNode = stop_process,
        changes_waiting_max: int = 10_000,
    ) -> MemoryStore:
        """A store over what `disk` holds. `clock` gives epoch milliseconds."""
        disk = MemoryDisk() if disk is None else disk
        ledger = MemoryLedger(disk, node)
        ids = Ids(id_prefix, disk.claim(node, id_prefix), clock)
        commits = GroupCommit(
            ledger,
            node=node,
            last_number=disk.last_number(node),
            ids=ids,
            stop_node=stop_node,
            changes_waiting_max=changes_waiting_max,
        )
        return cls(disk, ledger, ids, commits)

    def subscribe(self, feed: Feed) -> None:
        self._commits.feed.subscribe(feed)

    def submit(self, change: Change) -> asyncio.Future[Committed]:
        """`save` without a coroutine: the future ends as `save` does."""
        return self._commits.submit(change)

    async def save(self, change: Change) -> Committed:
        return await self.submit(change)

    async def load(self, keys: Iterable[Key]) -> dict[Key, Record]:
        self._raise_if_down()
        records = self._disk.records
        return {key: records[key] for key in keys if key in records}

    async def open_records(self) -> AsyncIterator[Record]:
        self._raise_if_down()
        for record in list(self._disk.records.values()):
            if _is_open(record):
                yield record

    async def journal(self, email_id: str) -> list[JournalRow]:
        self._raise_if_down()
        return [row for row in self._disk.journal if row.email == email_id]

    async def emails(self, query: EmailQuery) -> list[Email]:
        self._raise_if_down()
        found = [email for email in self._disk.emails() if _matches(email, query)]
        found.sort(key=lambda email: (email.arrived_at, email.id), reverse=query.descending)
        return found[query.offset : query.offset + query.limit]

    async def search(self, terms: Sequence[Term], before: int, limit: int) -> Hits:
        self._raise_if_down()
        return self._disk.search(tuple(terms), before, limit)

    async def contacts(self, query: ContactQuery) -> tuple[list[Contact], int]:
        self._raise_if_down()
        return page_of(self._disk.contacts(), query)

    async def email_counts(self) -> dict[str, int]:
        self._raise_if_down()
        counts = {"received": sum(row.type == "EmailReceived" for row in self._disk.journal)}
        for email in self._disk.emails():
            counts[email.state] = counts.get(email.state, 0) + 1
        return counts

    async def blobs_named(self, names: Iterable[str]) -> set[str]:
        self._raise_if_down()
        return self._disk.blobs() & set(names)

    @property
    def transactions(self) -> int:
        """How many groups of changes were committed."""
        return self._commits.transactions

    async def is_reachable(self) -> bool:
        return not (self._closed or self.faults.down)

    def new_id(self) -> str:
        return self._ids.new()

    @property
    def busy(self) -> bool:
        """Something was submitted and is not answered yet."""
        return self._commits.busy

    async def close(self) -> None:
        await self._commits.close()
        self._closed = True

    def _raise_if_down(self) -> None:
        if self._closed:
            raise StoreDown("the store is closed")
        if self.faults.down:
            raise StoreDown("the memory store plays dead")


def _matches(email: Email, query: EmailQuery) -> bool:
    return (
        (query.queue is None or email.queue == query.queue)
        and (query.contact is None or email.contact_id == query.contact)
        and (query.finished is None or email.finished == query.finished)
        and (query.arrived_from is None or email.arrived_at >= query.arrived_from)
        and (query.arrived_until is None or email.arrived_at < query.arrived_until)
    )


def _is_open(record: Record) -> bool:
    if isinstance(record, Email):
        return not record.finished
    if isinstance(record, Document):
        return record.expires_at is not None
    return record.key[0] in ("login", "http_session")
