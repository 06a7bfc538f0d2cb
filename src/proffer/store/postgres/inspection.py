"""An audit's view of the database: one connection that keeps the moment it began with, one that sees the present."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, TypeVar

from proffer.engine.ports import BrokenInvariant, StoreDown
from proffer.store.inspection import NodeRow, StoredEvent, StoredRow, StoryRow, Unreadable
from proffer.store.postgres.connection import Connection, connect, port_error, settings_of_a_reader
from proffer.store.postgres.joined import READ
from proffer.store.postgres.migrate import known_version, schema_version
from proffer.store.postgres.options import PostgresOptions
from proffer.store.rows import OWN_TABLES
from proffer.store.sql_file import named_statements

__all__ = ["PostgresInspection"]

CHECKS = named_statements(Path(__file__).with_name("check.sql"))
INSPECT = named_statements(Path(__file__).with_name("inspect.sql"))
ROWS_AT_ONCE = 500

T = TypeVar("T")


class PostgresInspection:
    """See `store/inspection.py`. While it is open the server keeps row versions that are outdated meanwhile."""

    def __init__(self, moment: Connection, now: Connection) -> None:
        self._moment = moment
        self._now = now
        self._ending = AsyncExitStack()

    @classmethod
    async def open(cls, options: PostgresOptions) -> PostgresInspection:
        """Raises StoreDown when it cannot be asked, Unreadable when its schema is not that of this version."""
        settings = settings_of_a_reader(options, "check") | {"statement_timeout": "0"}
        inspection = cls(await connect(options, settings), await connect(options, settings))
        try:
            await inspection._begin()
        except BaseException:
            await inspection.close()
            raise
        return inspection

    async def _begin(self) -> None:
        await self._ending.enter_async_context(self._moment.transaction(isolation="repeatable_read"))
        [(has_schema,)] = await self._fetch("select to_regclass('schema_version') is not null")
        version = await schema_version(self._moment) if has_schema else 0
        if version != known_version():
            todo = "proffer db upgrade" if version < known_version() else "run the version that wrote it"
            raise Unreadable(f"schema {version}, this version of Proffer works with {known_version()}", todo)

    async def damage(self) -> list[str]:
        return [text for check in CHECKS.values() for (text,) in await self._fetch(check)]

    async def counts(self) -> dict[str, int]:
        return dict(await self._fetch(INSPECT["counts"]))

    async def nodes(self) -> list[NodeRow]:
        return [NodeRow(*row) for row in await self._fetch(INSPECT["nodes"])]

    def rows(self, table: str) -> AsyncIterator[list[StoredRow]]:
        return self._batches(StoredRow, INSPECT[f"all_{table}"])

    async def bodies(self, kind: str, ids: Sequence[str]) -> dict[str, str]:
        return dict(await self._fetch(*_about(READ, "many", kind, ids)))

    async def existing(self, kind: str, ids: Sequence[str]) -> set[str]:
        return {id_ for (id_,) in await self._fetch(*_about(INSPECT, "existing", kind, ids))}

    def journal(self) -> AsyncIterator[list[StoredEvent]]:
        return self._batches(StoredEvent, INSPECT["all_events"])

    def stories(self, emails: Sequence[str]) -> AsyncIterator[list[StoryRow]]:
        return self._batches(StoryRow, INSPECT["stories"], list(emails))

    async def blobs_named(self, names: Sequence[str]) -> set[str]:
        try:
            return {name for (name,) in await self._now.fetch(READ["blobs_named"], list(names))}
        except Exception as trouble:
            raise _unreadable(trouble) from trouble

    async def close(self) -> None:
        for connection in (self._moment, self._now):
            await connection.close()

    async def _fetch(self, statement: str, *values: Any) -> list[Any]:
        """Under a savepoint: after an error the moment can still be read."""
        try:
            async with self._moment.transaction():
                return await self._moment.fetch(statement, *values)
        except Exception as trouble:
            raise _unreadable(trouble) from trouble

    async def _batches(self, row: type[T], statement: str, *values: Any) -> AsyncIterator[list[T]]:
        try:
            async with self._moment.transaction():
                cursor = await self._moment.cursor(statement, *values)
                while found := await cursor.fetch(ROWS_AT_ONCE):
                    yield [row(*columns) for columns in found]
        except Exception as trouble:
            raise _unreadable(trouble) from trouble


def _about(statements: dict[str, str], word: str, kind: str, ids: Sequence[str]) -> tuple[Any, ...]:
    if kind in OWN_TABLES:
        return (statements[f"{word}_{kind}"], list(ids))
    return (statements[f"{word}_record"], list(ids), kind)


def _unreadable(trouble: Exception) -> Exception:
    """What the database complains of; anything else stays what it is."""
    if isinstance(trouble, Unreadable):
        return trouble
    error = port_error(trouble)
    return Unreadable(str(error)) if isinstance(error, StoreDown | BrokenInvariant) else trouble
