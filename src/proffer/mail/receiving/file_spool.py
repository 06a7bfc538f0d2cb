"""A file spool keeps one message in one file of a folder, under a random name, durable once it is closed."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

__all__ = ["FileSpool"]


class FileSpool:
    """Written as `<name>.part`; `close` fsyncs, renames to `<name>.eml` and fsyncs the folder (design 8)."""

    def __init__(self, folder: Path) -> None:
        name = secrets.token_hex(16)
        self.path = folder / f"{name}.eml"
        self.size_bytes = 0
        self._part = folder / f"{name}.part"
        self._hash = hashlib.sha256()
        self._file = self._part.open("xb", buffering=0)

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[self._file.write(left) :]
        self._hash.update(data)
        self.size_bytes += len(data)

    def close(self) -> None:
        os.fsync(self._file.fileno())
        self._file.close()
        self._part.rename(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def discard(self) -> None:
        self._file.close()
        self._part.unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)
