"""One process writes a database file: whoever holds the lock on `<file>.lock`."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from proffer.store.refusals import DatabaseInUse

__all__ = ["LockFile"]


class LockFile:
    """Taken when made, given back by `release` or by the end of the process. It says who holds it: the pid."""

    def __init__(self, database: Path) -> None:
        path = database.with_name(database.name + ".lock")
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self._file, 20).decode(errors="replace").strip() or "unknown"
            os.close(self._file)
            raise DatabaseInUse(f"{database} is open in process {holder}; one process writes a database") from None
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """The file stays: removing it would let two processes hold a lock of one name."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
