"""One store after another on the same data: what each database needs for being opened, closed and crashed in a test."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from proffer.engine.ports import Store
from proffer.store.inspection import Inspection
from proffer.store.memory import MemoryDisk, MemoryStore
from proffer.store.memory_inspection import MemoryInspection
from proffer.store.postgres.inspection import PostgresInspection
from proffer.store.postgres.options import PostgresOptions
from proffer.store.postgres.store import PostgresStore
from proffer.store.sqlite import SqliteInspection, SqliteOptions, SqliteStore
from tests import postgres
from tests.store.cast import Clock

__all__ = [
    "DATABASES",
    "INSTALLATIONS",
    "MARKS",
    "Installation",
    "MemoryInstallation",
    "PostgresInstallation",
    "SqliteInstallation",
]


class Installation:
    """Data that outlives its stores. A node that would have ended its process is noted in `stopped`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock()
        self.stopped: list[str] = []
        self.stores: list[Store] = []

    async def open(self, *, node: str = "n1", id_prefix: str = "00001", **limits: int) -> Any:
        """A store on the data. `limits`: changes_waiting_max, changes_per_group_max."""
        store = await self._open(node, id_prefix, limits)
        self.stores.append(store)
        return store

    async def crash(self, **names: Any) -> Any:
        """A new store on what the last one made durable; that one gets no chance to say good-bye."""
        await self._crash()
        return await self.open(**names)

    async def inspect(self) -> Inspection:
        """What is durable now, for an audit."""
        raise NotImplementedError

    async def execute(self, statement: str) -> bool:
        """Changes the tables by hand, while no store is open; False where there are none."""
        return False

    async def close(self) -> None:
        """Everything that was opened."""
        for store in self.stores:
            await store.close()

    async def _open(self, node: str, id_prefix: str, limits: dict[str, int]) -> Store:
        raise NotImplementedError

    async def _crash(self) -> None:
        raise NotImplementedError

    def _stop(self, what: str, why: BaseException) -> None:
        self.stopped.append(what)


class MemoryInstallation(Installation):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.disk = MemoryDisk()

    async def _open(self, node: str, id_prefix: str, limits: dict[str, int]) -> Store:
        return await MemoryStore.open(
            self.disk, node=node, id_prefix=id_prefix, clock=self.clock, stop_node=self._stop, **limits
        )

    async def _crash(self) -> None:
        """The old store keeps nothing but the disk."""

    async def inspect(self) -> Inspection:
        return MemoryInspection(self.disk)


class SqliteInstallation(Installation):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.path = folder / "proffer.db"

    async def _open(self, node: str, id_prefix: str, limits: dict[str, int]) -> Store:
        return await SqliteStore.open(
            self.path,
            node=node,
            id_prefix=id_prefix,
            clock=self.clock,
            stop_node=self._stop,
            options=SqliteOptions(**limits),
        )

    async def _crash(self) -> None:
        """A copy of the files as they lie there: what the next process would find."""
        copy = self.path.with_name("again-" + self.path.name)
        for end in ("", "-wal"):
            shutil.copyfile(f"{self.path}{end}", f"{copy}{end}")
        self.path = copy

    async def inspect(self) -> Inspection:
        return SqliteInspection(self.path)

    async def execute(self, statement: str) -> bool:
        connection = sqlite3.connect(self.path, isolation_level=None)
        connection.execute(statement).fetchall()
        connection.close()
        return True


class PostgresInstallation(Installation):
    """A new database in the server that all tests of this process share."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.cluster = postgres.shared()
        self.database = self.cluster.new_database()
        self.options = PostgresOptions(url=self.cluster.url(self.database))

    async def _open(self, node: str, id_prefix: str, limits: dict[str, int]) -> Store:
        return await PostgresStore.open(
            self.options, node=node, id_prefix=id_prefix, clock=self.clock, stop_node=self._stop, **limits
        )

    async def _crash(self) -> None:
        """Its connections end as those of a killed process do, and it makes no new ones."""
        for store in self.stores:
            if isinstance(store, PostgresStore):
                await store._reading.close()
                writer = store._database.writer
                writer._closed = True
                writer.lost(writer._connection, "the process is gone")

    async def inspect(self) -> Inspection:
        return await PostgresInspection.open(self.options)

    async def execute(self, statement: str) -> bool:
        self.sql(statement)
        return True

    def sql(self, statement: str) -> list[list[str]]:
        """Rows of text, by psql."""
        return [line.split("|") for line in self.cluster.sql(statement, self.database).splitlines()]


INSTALLATIONS: dict[str, Callable[[Path], Installation]] = {  # a new database is one line here
    "memory": MemoryInstallation,
    "sqlite": SqliteInstallation,
    "postgres": PostgresInstallation,
}
MARKS = {
    "postgres": [
        pytest.mark.interop,
        pytest.mark.skipif(postgres.why_not() is not None, reason=str(postgres.why_not())),
    ]
}
DATABASES = [pytest.param(name, marks=MARKS.get(name, [])) for name in INSTALLATIONS]  # for parametrize
