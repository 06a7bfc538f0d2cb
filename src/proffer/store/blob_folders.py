"""Where the files of original messages lie: `root/spool` for what comes in, `root/blobs/a/7/a7…` for what is kept."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

__all__ = ["BlobFolders"]

NAME = re.compile(r"[0-9a-f]{32}")
HEX = "0123456789abcdef"


class BlobFolders:
    """Names and places only: nothing is made, moved or removed here."""

    def __init__(self, root: Path) -> None:
        self.spool = root / "spool"
        self.blobs = root / "blobs"

    def path(self, name: str) -> Path:
        """Where the bytes of a blob lie. Raises ValueError for what cannot be a name."""
        if not is_name(name):
            raise ValueError(f"{name!r} is not the name of a blob")
        return self.blobs / name[0] / name[1] / name

    def new_spool_path(self) -> Path:
        """A new name in the spool; the caller creates the file."""
        return self.spool / new_name()

    def leaves(self) -> Iterator[Path]:
        """The 256 folders that blobs lie in."""
        return (self.blobs / a / b for a in HEX for b in HEX)

    def files(self) -> Iterator[os.DirEntry[str]]:
        """Everything that lies among the blobs, folder by folder. Raises OSError."""
        for leaf in self.leaves():
            with os.scandir(leaf) as entries:
                yield from entries


def is_name(name: str) -> bool:
    """Whether a blob can have this name."""
    return NAME.fullmatch(name) is not None


def new_name() -> str:
    """One that nobody has."""
    return secrets.token_hex(16)
