"""A small disk in memory, to be filled; mounted by root only."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

BLOCK_BYTES = 4_096
FULL_SECONDS_MAX = 30.0


def why_not() -> str | None:
    """Why there can be no such disk here; None when there can."""
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("unshare") is None:
        return "only root mounts a tmpfs"
    probe = subprocess.run(["unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True)
    return None if probe.returncode == 0 else "this machine lets nobody mount a tmpfs"


@contextlib.contextmanager
def small_disk(at: Path, mebibytes: int) -> Iterator[Path]:
    """Mounted for the length of a block."""
    at.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m,mode=700", "proffer-test", str(at)], check=True)
    try:
        yield at
    finally:
        subprocess.run(["umount", "--lazy", str(at)], check=True)


class Filler:
    """A file that takes all the room there is, also what is given back meanwhile, until it is removed."""

    def __init__(self, disk: Path) -> None:
        self._path = disk / "filler"

    def fill(self, left_blocks: int = 0) -> None:
        """Only so many blocks are free now."""
        with self._path.open("ab", buffering=0) as file:
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"\0" * BLOCK_BYTES)
            file.truncate(max(0, file.tell() - left_blocks * BLOCK_BYTES))

    async def fill_until(self, enough: asyncio.Event) -> None:
        """Full, and nearly full: room for a mail's file but not for its records. Raises TimeoutError."""
        async with asyncio.timeout(FULL_SECONDS_MAX):
            for left_blocks in itertools.cycle((0, 2, 4, 8)):
                if enough.is_set():
                    return
                self.fill(left_blocks)
                await asyncio.sleep(0.02)

    def remove(self) -> None:
        self._path.unlink(missing_ok=True)
