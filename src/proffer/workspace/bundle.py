"""The built page in memory: every file once, compressed once, with its type and its tag."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from proffer.record import Struct

INDEX = "index.html"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
COMPRESSED = frozenset((".css", ".html", ".js", ".json", ".svg", ".txt"))


class Asset(Struct, frozen=True):
    """One file: its bytes, the same compressed where that is worth it, its media type, its entity tag."""

    plain: bytes
    gzipped: bytes | None
    type: str
    tag: str


class Bundle(Struct, frozen=True):
    """All files of the built page by their path below it, `assets/index-5f1c9a77.js`."""

    assets: dict[str, Asset]

    @property
    def index(self) -> str:
        """The page itself, with places for what differs from answer to answer."""
        return self.assets[INDEX].plain.decode("utf-8")


def installed(folder: Traversable | None = None) -> Bundle | None:
    """The page in this installation; None where it was not built. Raises OSError when it cannot be read."""
    dist = folder if folder is not None else files("proffer.workspace") / "dist"
    if not (dist / INDEX).is_file():
        return None
    return Bundle({path: asset(path, file.read_bytes()) for path, file in _files(dist, "")})


def asset(path: str, plain: bytes) -> Asset:
    """A file made ready to be sent. An unknown kind is a mistake of the build, so it raises KeyError."""
    kind = path[path.rindex(".") :]
    gzipped = gzip.compress(plain, 9, mtime=0) if kind in COMPRESSED else None
    worth_it = gzipped is not None and len(gzipped) < len(plain)
    return Asset(plain, gzipped if worth_it else None, TYPES[kind], f'"{hashlib.sha256(plain).hexdigest()[:32]}"')


def _files(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _files(entry, f"{path}{entry.name}/")
        else:
            yield path + entry.name, entry
