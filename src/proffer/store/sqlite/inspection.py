"""An audit's view of the file: two connections that cannot write, one of which keeps the moment it began with."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from proffer.store.inspection import NodeRow, StoredEvent, StoredRow, StoryRow, Unreadable
from proffer.store.kinds import write_json
from proffer.store.rows import OWN_TABLES
from proffer.store.sql_file import named_statements
from proffer.store.sqlite.check import damage
from proffer.store.sqlite.connection import reading
from proffer.store.sqlite.migrate import known_version, schema_version
from proffer.store.sqlite.options import SqliteOptions
from proffer.store.sqlite.point_reads import READ

__all__ = ["SqliteInspection"]

INSPECT = named_statements(Path(__file__).with_name("inspect.sql"))
ROWS_AT_ONCE = 500

T = TypeVar("T")


class SqliteInspection:
    """See `store/inspection.py`. Nothing waits for it, so it reads where it is called.

    While it is open the write-ahead log cannot be cut: it grows by what a running server writes meanwhile.
    """

    def __init__(self, path: Path) -> None:
        """Raises Unreadable when there is no such file, or its schema is not that of this version."""
        if not path.exists():
            raise Unreadable(f"there is no file {path}")
        try:
            self._moment, self._now = reading(path, SqliteOptions()), reading(path, SqliteOptions())
            self._moment.execute("begin")
            version = schema_version(self._moment)
        except sqlite3.Error as trouble:
            raise Unreadable(str(trouble)) from trouble
        if version != known_version():
            todo = "proffer db upgrade" if version < known_version() else "run the version that wrote it"
            raise Unreadable(f"schema {version}, this version of Proffer works with {known_version()}", todo)

    async def damage(self) -> list[str]:
        try:
            return damage(self._moment)
        except sqlite3.Error as trouble:
            raise Unreadable(str(trouble)) from trouble

    async def counts(self) -> dict[str, int]:
        return dict(_all(self._moment, INSPECT["counts"]))

    async def nodes(self) -> list[NodeRow]:
        return [NodeRow(*row) for row in _all(self._moment, INSPECT["nodes"])]

    def rows(self, table: str) -> AsyncIterator[list[StoredRow]]:
        return _batches(self._moment, StoredRow, INSPECT[f"all_{table}"])

    async def bodies(self, kind: str, ids: Sequence[str]) -> dict[str, str]:
        return dict(_all(self._moment, *_about(READ, "many", kind, ids)))

    async def existing(self, kind: str, ids: Sequence[str]) -> set[str]:
        return {id_ for (id_,) in _all(self._moment, *_about(INSPECT, "existing", kind, ids))}

    def journal(self) -> AsyncIterator[list[StoredEvent]]:
        return _batches(self._moment, StoredEvent, INSPECT["all_events"])

    def stories(self, emails: Sequence[str]) -> AsyncIterator[list[StoryRow]]:
        return _batches(self._moment, StoryRow, INSPECT["stories"], write_json(list(emails)))

    async def blobs_named(self, names: Sequence[str]) -> set[str]:
        return {name for (name,) in _all(self._now, READ["blobs_named"], write_json(list(names)))}

    async def close(self) -> None:
        self._moment.close()
        self._now.close()


def _about(statements: dict[str, str], word: str, kind: str, ids: Sequence[str]) -> tuple[str, ...]:
    if kind in OWN_TABLES:
        return (statements[f"{word}_{kind}"], write_json(list(ids)))
    return (statements[f"{word}_record"], write_json(list(ids)), kind)


def _all(connection: sqlite3.Connection, statement: str, *values: str) -> list[Any]:
    try:
        return connection.execute(statement, values).fetchall()
    except sqlite3.Error as trouble:
        raise Unreadable(str(trouble)) from trouble


async def _batches(
    connection: sqlite3.Connection, row: type[T], statement: str, *values: str
) -> AsyncIterator[list[T]]:
    try:
        cursor = connection.execute(statement, values)
        while found := cursor.fetchmany(ROWS_AT_ONCE):
            yield [row(*columns) for columns in found]
    except sqlite3.Error as trouble:
        raise Unreadable(str(trouble)) from trouble
