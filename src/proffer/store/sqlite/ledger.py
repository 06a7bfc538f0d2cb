"""Writes groups of changes to SQLite: statements on the event loop, only the COMMIT in a thread of its own.

While a COMMIT waits for the disk the loop goes on and the next group gathers; nobody else uses this connection, for
the group commit lets one group end before the next one begins.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from proffer.engine.ports import BrokenInvariant
from proffer.record import Change, Key
from proffer.store.kinds import write_json
from proffer.store.ledger import Entry
from proffer.store.rows import OWN_TABLES, Rows, rows_of
from proffer.store.sql_file import named_statements
from proffer.store.sqlite.checkpoint import Checkpoint
from proffer.store.sqlite.connection import port_error, reading
from proffer.store.sqlite.options import SqliteOptions
from proffer.store.sqlite.own_thread import OwnThread
from proffer.store.sqlite.point_reads import READ
from proffer.store.version_memory import VersionMemory

__all__ = ["SqliteLedger"]

WRITE = named_statements(Path(__file__).with_name("write.sql"))
HISTORY = named_statements(Path(__file__).with_name("history.sql"))


class SqliteLedger:
    """The writer's side of a database file; see `store.ledger.Ledger` for the order of calls."""

    def __init__(self, writer: sqlite3.Connection, path: Path, node: str, options: SqliteOptions) -> None:
        self._writer = writer
        self._path = path
        self._node = node
        self._options = options
        self._thread = OwnThread("sqlite commit")
        self._checkpoint = Checkpoint(path, options, self._thread)
        self._versions = VersionMemory(options.versions_remembered_max)
        self._written: Sequence[Entry] = ()
        self._rows_written = 0
        self._indexed = self._indexing = int(writer.execute(HISTORY["indexed"], (node,)).fetchall()[0][0])

    def prepare(self, change: Change, keys: Sequence[Key]) -> Rows:
        return rows_of(change, keys)

    async def begin(self, keys: Iterable[Key]) -> Mapping[Key, int]:
        try:
            self._writer.execute("begin immediate")
            found, missing = self._versions.known(keys)
            if missing:
                found.update(self._read_versions(missing))
        except sqlite3.Error as trouble:
            await self.rollback()
            raise port_error(trouble) from trouble
        return found

    async def write(self, entries: Sequence[Entry], first_number: int, high_water: int | None) -> None:
        try:
            self._write_records(entries)
            self._write_journal(entries, first_number)
            if first_number - self._indexed > self._options.changes_not_indexed_max:
                self._index_history(first_number - 1)
            if high_water is not None:
                self._writer.execute(WRITE["store_mark"], (self._node, high_water))
        except Exception as trouble:
            self._versions.forget()
            raise port_error(trouble) from trouble
        self._written = entries

    async def commit(self) -> None:
        try:
            await self._thread.run(self._writer.commit)
        except sqlite3.Error as trouble:
            self._versions.forget()
            if getattr(trouble, "sqlite_errorname", "") == "SQLITE_IOERR_FSYNC":
                raise  # what a failed sync left behind may come back after a crash: only a restart can tell
            raise port_error(trouble) from trouble
        self._indexed = self._indexing
        for entry in self._written:
            self._versions.learn(entry.steps)

    async def rollback(self) -> None:
        self._indexing = self._indexed
        try:
            if self._writer.in_transaction:
                self._writer.rollback()
        except sqlite3.Error:  # SQLite gave the transaction up by itself, or the next begin will say what is wrong
            pass

    async def was_committed(self, number: int) -> bool:
        def ask() -> bool:
            connection = reading(self._path, self._options)
            try:
                return bool(connection.execute(READ["was_committed"], (self._node, number)).fetchall()[0][0])
            finally:
                connection.close()

        return await self._thread.run(ask)

    async def pause(self) -> None:
        await self._checkpoint.after_commit(self._rows_written)
        self._rows_written = 0

    async def close(self) -> None:
        await self._checkpoint.close()
        await self._thread.run(self._writer.close)  # the last connection: copies the WAL into the file
        await self._thread.close()

    def _read_versions(self, keys: Iterable[Key]) -> Iterator[tuple[Key, int]]:
        for kind, group in groupby(sorted(keys), key=lambda key: key[0]):
            ids = write_json([id_ for _, id_ in group])
            if kind in OWN_TABLES:
                rows = self._writer.execute(WRITE[kind + "_versions"], (ids,)).fetchall()
            else:
                rows = self._writer.execute(WRITE["record_versions"], (ids, kind)).fetchall()
            for id_, version in rows:
                yield (kind, id_), version

    def _write_records(self, entries: Iterable[Entry]) -> None:
        """Each statement once, with all its values. A record that is in the group more than once may come out of turn:
        its version then matches no row, the group fails and is written one by one."""
        batches: dict[str, list[tuple[Any, ...]]] = {}
        for entry in entries:
            for name, values in entry.prepared.statements:
                batches.setdefault(name, []).append(values)
        for name, batch in batches.items():
            done = self._writer.executemany(WRITE[name], batch).rowcount
            if done != len(batch):
                raise BrokenInvariant(f"{name}: {done} of {len(batch)} rows were as the judge believed")
            self._rows_written += done

    def _write_journal(self, entries: Sequence[Entry], first_number: int) -> None:
        node = self._node
        rows = [
            (node, number, position, *event)
            for number, entry in enumerate(entries, first_number)
            for position, event in enumerate(entry.prepared.events)
        ]
        self._writer.executemany(WRITE["insert_event"], rows)
        self._rows_written += len(rows)

    def _index_history(self, number: int) -> None:
        self._writer.execute(HISTORY["index_up_to"], (self._node, number))
        self._writer.execute(HISTORY["indexed_up_to"], (self._node, number))
        self._indexing = number
