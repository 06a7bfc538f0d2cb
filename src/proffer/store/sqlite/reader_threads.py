"""Threads for reads that take longer than a record or two, each with a connection of its own."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from proffer.engine.ports import StoreDown
from proffer.store.sqlite.connection import port_error, reading
from proffer.store.sqlite.options import SqliteOptions

__all__ = ["ReaderThreads"]

T = TypeVar("T")


class ReaderThreads:
    """`run(work)` calls `work(connection)` there. Results are fetched whole: a half-read cursor pins a snapshot."""

    def __init__(self, path: Path, options: SqliteOptions) -> None:
        self._path = path
        self._options = options
        self._own = threading.local()
        self._closed = False
        self._opened: list[sqlite3.Connection] = []
        self._threads = ThreadPoolExecutor(options.reader_threads, thread_name_prefix="sqlite read")

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What `work` returns. Raises StoreDown."""
        if self._closed:
            raise StoreDown("the store is closed")
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._threads, lambda: work(self._connection()))
        except sqlite3.Error as trouble:
            raise port_error(trouble) from trouble

    async def close(self) -> None:
        """Waits for what is being read."""
        self._closed = True
        await asyncio.to_thread(self._threads.shutdown)
        for connection in self._opened:
            connection.close()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = reading(self._path, self._options)
            self._opened.append(connection)
        return connection
