"""Copies the WAL into the database file from time to time, beside the writer and not in its way."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from pathlib import Path

from proffer.store.sqlite.connection import maintaining
from proffer.store.sqlite.options import SqliteOptions
from proffer.store.sqlite.own_thread import OwnThread

__all__ = ["Checkpoint"]

PAGE_BYTES = 4096  # SQLite's default; a row written dirties about one page


class Checkpoint:
    """First most of it in a thread of its own while the writer writes on (PASSIVE), then, between two groups, the rest.

    After the rest the WAL is written over from its beginning; only a very long one is cut (TRUNCATE), for a file that
    grows again is slower to sync. A reader with an old snapshot makes it wait for the next time.
    """

    def __init__(self, path: Path, options: SqliteOptions, commit_thread: OwnThread) -> None:
        self._wal = path.with_name(path.name + "-wal")
        self._options = options
        self._connection = maintaining(path, options)
        self._commit_thread = commit_thread
        self._thread = OwnThread("sqlite checkpoint")
        self._pages = 0  # written since the last checkpoint, about
        self._beside: asyncio.Future[None] | None = None

    async def after_commit(self, rows: int) -> None:
        """Called between two groups with the rows the last one wrote."""
        self._pages += rows
        if self._beside is None:
            if self._pages * PAGE_BYTES >= self._options.wal_checkpoint_bytes:
                self._pages = 0
                self._beside = self._thread.run(lambda: self._copy("passive"))
        elif self._beside.done():
            self._beside = None
            await self._commit_thread.run(self._copy_the_rest)

    async def close(self) -> None:
        """Lets a checkpoint under way end."""
        await self._thread.close()
        self._connection.close()

    def _copy_the_rest(self) -> None:
        try:
            long = self._wal.stat().st_size > self._options.wal_truncate_bytes
        except FileNotFoundError:
            long = False
        self._copy("truncate" if long else "passive")

    def _copy(self, mode: str) -> None:
        try:
            self._connection.execute(f"pragma wal_checkpoint({mode})").fetchall()
        except sqlite3.Error as trouble:  # nothing is lost: the WAL holds what is not copied
            logging.getLogger("proffer.store").warning("checkpoint (%s) failed: %s", mode, trouble)
