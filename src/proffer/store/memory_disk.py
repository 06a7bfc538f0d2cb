"""What stays of a memory store when it is closed or crashes, and the ledger that writes to it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence

from proffer.engine.ports import BrokenInvariant, Hit, Hits, JournalRow, StoreDown
from proffer.interaction.contact import Contact
from proffer.interaction.content import Content, content_key
from proffer.interaction.document import Document
from proffer.interaction.email import Email
from proffer.interaction.search_words import Term, are_in, body_words, head_words
from proffer.record import Change, Key, Record
from proffer.store.invariants import broken_by
from proffer.store.kinds import read_json
from proffer.store.ledger import Entry
from proffer.store.rows import Rows, rows_of

__all__ = ["Faults", "MemoryDisk", "MemoryLedger"]


class MemoryDisk:
    """Records, journal and nodes: the tables of a database as plain Python values."""

    def __init__(self) -> None:
        self.records: dict[Key, Record] = {}
        self.journal: list[JournalRow] = []
        self.nodes: dict[str, tuple[str, int]] = {}  # name → (id prefix, high-water mark)

    def claim(self, node: str, id_prefix: str) -> int:
        """Enters the node, whose prefix must be its own, and returns its high-water mark."""
        for name, (prefix, _) in self.nodes.items():
            if name != node and prefix == id_prefix:
                raise ValueError(f"id-prefix {id_prefix!r} belongs to node {name!r}")
        _, mark = self.nodes.get(node, (id_prefix, 0))
        self.nodes[node] = (id_prefix, mark)
        return mark

    def last_number(self, node: str) -> int:
        """A node's last number; one that is new here goes on after the others."""
        own = [row.number for row in self.journal if row.node == node]
        return max(own or [row.number for row in self.journal], default=0)

    def emails(self) -> Iterator[Email]:
        return (record for record in self.records.values() if isinstance(record, Email))

    def contacts(self) -> Iterator[Contact]:
        return (record for record in self.records.values() if isinstance(record, Contact))

    def search(self, terms: tuple[Term, ...], before: int, limit: int) -> Hits:
        """What a database finds by its index, looked for in every email; the place is the order they came in."""
        found = []
        for place, email in reversed(list(enumerate(self.emails(), 1))):
            content = self.records.get(content_key(email.id))
            body = body_words(content) if isinstance(content, Content) else ""
            if place < before and are_in(terms, head_words(email), body):
                found.append(Hit(place, email))
        hits = tuple(found[:limit])
        return Hits(hits, hits[-1].place if len(hits) == limit else None)

    def blobs(self) -> set[str]:
        """What contents and documents name."""
        return {r.blob for r in self.records.values() if isinstance(r, Content | Document) and r.blob is not None}


class Faults:
    """What goes wrong: everything, the next group of saves, or only time (of the loop's clock)."""

    def __init__(self) -> None:
        self.down = False
        self.fail_next_group = False
        self.commit_delay_seconds = 0.0


class MemoryLedger:
    """Stages what a group writes and moves it to the disk with the commit."""

    def __init__(self, disk: MemoryDisk, node: str) -> None:
        self.faults = Faults()
        self._disk = disk
        self._node = node
        self._records: dict[Key, Record | None] = {}
        self._journal: list[JournalRow] = []
        self._mark: int | None = None

    def prepare(self, change: Change, keys: Sequence[Key]) -> Rows:
        """Encoded as for a database, so that what JSON cannot hold is found here too."""
        return rows_of(change, keys)

    async def begin(self, keys: Iterable[Key]) -> Mapping[Key, int]:
        if self.faults.down or self.faults.fail_next_group:
            self.faults.fail_next_group = False
            raise StoreDown("the memory store plays dead")
        records = self._disk.records
        return {key: records[key].version for key in keys if key in records}

    async def write(self, entries: Sequence[Entry], first_number: int, high_water: int | None) -> None:
        self._mark = high_water
        for number, entry in enumerate(entries, first_number):
            for write in entry.change.writes:
                rule = broken_by(write.after) if isinstance(write.after, Email) else None
                if rule is not None:
                    raise BrokenInvariant(f"email {write.key[1]}: {rule}")
                self._records[write.key] = write.after
            self._journal += [
                self._row(number, position, *event) for position, event in enumerate(entry.prepared.events)
            ]

    async def commit(self) -> None:
        await asyncio.sleep(self.faults.commit_delay_seconds)
        for key, record in self._records.items():
            if record is None:
                self._disk.records.pop(key, None)
            else:
                self._disk.records[key] = record
        self._disk.journal += self._journal
        if self._mark is not None:
            prefix, _ = self._disk.nodes[self._node]
            self._disk.nodes[self._node] = (prefix, self._mark)
        await self.rollback()

    async def rollback(self) -> None:
        self._records, self._journal, self._mark = {}, [], None

    async def was_committed(self, number: int) -> bool:
        return any(row.node == self._node and row.number == number for row in self._disk.journal)

    async def pause(self) -> None:
        pass

    async def close(self) -> None:
        pass

    def _row(
        self, number: int, position: int, at: int, type_: str, schema: int, email: str, agent: str, body: str
    ) -> JournalRow:
        return JournalRow(
            node=self._node,
            number=number,
            position=position,
            at=at,
            type=type_,
            schema=schema,
            email=email,
            agent=agent,
            body=read_json(body),
        )
