"""One store after another on the same data: what each database needs for being opened, closed and crashed in a test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from proffer.engine.ports import Store
from proffer.store.memory import MemoryDisk, MemoryStore
from proffer.store.sqlite import SqliteOptions, SqliteStore
from tests.store.cast import Clock

__all__ = ["INSTALLATIONS", "Installation", "MemoryInstallation", "SqliteInstallation"]


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


INSTALLATIONS: dict[str, Callable[[Path], Installation]] = {  # a new database is one line here
    "memory": MemoryInstallation,
    "sqlite": SqliteInstallation,
}
