"""An audit's view of the memory store's disk, so that whatever tests did to it can be audited like a database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import TypeVar

from proffer.engine.ports import JournalRow
from proffer.record import Record
from proffer.store.inspection import JOURNAL, TABLES, NodeRow, StoredEvent, StoredRow, StoryRow
from proffer.store.kinds import encode, write_json
from proffer.store.memory_disk import MemoryDisk

__all__ = ["MemoryInspection"]

ROWS_AT_ONCE = 500
OWN_TABLES = frozenset(TABLES) - {"record"}

T = TypeVar("T")


class MemoryInspection:
    """See `store/inspection.py`. The moment is that of its making: records do not change, the lists are copied."""

    def __init__(self, disk: MemoryDisk) -> None:
        self._disk = disk
        self._records: dict[tuple[str, str], Record] = dict(disk.records)
        self._journal = sorted(disk.journal, key=lambda row: (row.node, row.number, row.position))

    async def damage(self) -> list[str]:
        return []

    async def counts(self) -> dict[str, int]:
        return {table: sum(len(rows) for rows in self._rows(table)) for table in TABLES} | {JOURNAL: len(self._journal)}

    async def nodes(self) -> list[NodeRow]:
        return [NodeRow(name, prefix, mark) for name, (prefix, mark) in self._disk.nodes.items()]

    async def rows(self, table: str) -> AsyncIterator[list[StoredRow]]:
        for rows in self._rows(table):
            yield rows

    async def bodies(self, kind: str, ids: Sequence[str]) -> dict[str, str]:
        return {id_: encode(self._records[kind, id_]) for id_ in ids if (kind, id_) in self._records}

    async def existing(self, kind: str, ids: Sequence[str]) -> set[str]:
        return {id_ for id_ in ids if (kind, id_) in self._records}

    async def journal(self) -> AsyncIterator[list[StoredEvent]]:
        for rows in _batches([_event(row) for row in self._journal]):
            yield rows

    async def stories(self, emails: Sequence[str]) -> AsyncIterator[list[StoryRow]]:
        rows = sorted((row for row in self._journal if row.email in set(emails)), key=lambda row: str(row.email))
        for batch in _batches([_story_row(row) for row in rows]):
            yield batch

    async def blobs_named(self, names: Sequence[str]) -> set[str]:
        return self._disk.blobs() & set(names)

    async def close(self) -> None:
        """There is nothing to let go of."""

    def _rows(self, table: str) -> Iterator[list[StoredRow]]:
        found = [
            StoredRow(*key, record.version, encode(record))
            for key, record in self._records.items()
            if key[0] == table or (table == "record" and key[0] not in OWN_TABLES)
        ]
        return _batches(found)


def _batches(rows: list[T]) -> Iterator[list[T]]:
    return (rows[start : start + ROWS_AT_ONCE] for start in range(0, len(rows), ROWS_AT_ONCE))


def _event(row: JournalRow) -> StoredEvent:
    return StoredEvent(
        row.node, row.number, row.position, row.at, row.type, row.schema, row.email, row.agent, write_json(row.body)
    )


def _story_row(row: JournalRow) -> StoryRow:
    assert row.email is not None
    return StoryRow(row.email, row.at, row.type, row.agent, row.body.get("queue"))
