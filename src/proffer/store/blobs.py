"""Original messages as files: written once under a random name, durable before anybody names them."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from proffer.engine.ports import StoreDown
from proffer.store.blob_folders import HEX, BlobFolders, is_name, new_name

__all__ = ["FileBlobs"]

NAMES_ASKED_AT_ONCE = 500

T = TypeVar("T")
Named = Callable[[Sequence[str]], Awaitable[set[str]]]  # which of these names some record names


class FileBlobs:
    """The files below `root`, see `blob_folders.py`; all on one file system, so that a rename moves.

    The 256 folders are made at the start: keeping a blob syncs its file and one folder, never more.
    """

    def __init__(self, root: Path, *, threads: int = 4) -> None:
        self._folders = BlobFolders(root)
        self.spool, self._blobs = self._folders.spool, self._folders.blobs
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="blobs")

    @classmethod
    async def open(cls, root: Path) -> FileBlobs:
        """Makes the folders that are missing and empties the spool: what lies there was never acknowledged."""
        blobs = cls(root)
        await blobs._in_thread(blobs._make_folders)
        await blobs.clear_spool()
        return blobs

    def spool_path(self) -> Path:
        """A new name in the spool; the caller creates the file."""
        return self._folders.new_spool_path()

    def path(self, name: str) -> Path:
        """Where the bytes of a blob lie. Raises ValueError for what cannot be a name."""
        return self._folders.path(name)

    async def keep(self, spooled: Path) -> str:
        """Moves a finished spool file among the blobs and returns its name once file and folder are synced.

        Raises StoreDown; the file is then still in the spool, or among the blobs and left to the sweep.
        """
        return await self._in_thread(lambda: self._keep(spooled))

    async def discard(self, name: str) -> None:
        """Removes a blob that no record names. One that is gone already is no mistake."""
        path = self.path(name)
        await self._in_thread(lambda: path.unlink(missing_ok=True))

    async def clear_spool(self) -> int:
        """Removes what the last process left in the spool; how many files that were."""
        return await self._in_thread(self._clear_spool)

    async def sweep(self, named: Named, *, older_than_seconds: int = 86_400) -> int:
        """Removes blobs kept longer ago than that which no record names; how many.

        A mail's blob is kept before its records are saved: the age keeps the sweep away from mails under way.
        """
        old = await self._in_thread(lambda: list(self._older_than(older_than_seconds)))
        removed = 0
        for start in range(0, len(old), NAMES_ASKED_AT_ONCE):
            names = old[start : start + NAMES_ASKED_AT_ONCE]
            needed = await named(names)
            for name in names:
                if name not in needed:
                    await self.discard(name)
                    removed += 1
        return removed

    async def close(self) -> None:
        """Waits for what is being written."""
        await asyncio.to_thread(self._threads.shutdown)

    def _keep(self, spooled: Path) -> str:
        name = new_name()
        kept = self.path(name)
        _sync(spooled)
        os.utime(spooled)  # its age as a blob begins now
        spooled.rename(kept)
        _sync(kept.parent)
        return name

    def _make_folders(self) -> None:
        """All of them at the start. What is below `root` is for this user's eyes only."""
        self._blobs.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        for folder in (self.spool, *self._folders.leaves()):
            folder.mkdir(parents=True, exist_ok=True)
        for folder in (*(self._blobs / a for a in HEX), self._blobs, self._blobs.parent):
            _sync(folder)
        if self.spool.stat().st_dev != self._blobs.stat().st_dev:
            raise StoreDown(f"{self.spool} and {self._blobs} must be on one file system")

    def _clear_spool(self) -> int:
        left = list(self.spool.iterdir())
        for file in left:
            file.unlink(missing_ok=True)
        return len(left)

    def _older_than(self, seconds: int) -> Iterator[str]:
        latest = time.time() - seconds
        for file in self._folders.files():
            if not is_name(file.name):
                continue
            try:
                written = file.stat().st_mtime
            except FileNotFoundError:  # discarded meanwhile
                continue
            if written < latest:
                yield file.name

    async def _in_thread(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        except OSError as trouble:
            raise StoreDown(f"blobs: {trouble}") from trouble


def _sync(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
