"""Original messages as files: each one that a content names is there and has the bytes that were taken in.

Nothing here is of one moment: mail comes in and files are swept while it is read. So whatever looks wrong is looked at
once more against what the database says now.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Iterator
from itertools import islice
from pathlib import Path

from proffer.audit.finding import NOTE, Finding
from proffer.interaction.content import Content
from proffer.interaction.document import Document
from proffer.record import Struct
from proffer.store.blob_folders import BlobFolders, is_name
from proffer.store.inspection import Inspection

OLD_SECONDS = 86_400  # younger files may belong to mail under way
FILES_AT_ONCE = 500
COPY_BACK = "copy it from a backup; until then the email's original and its attachments cannot be read"
LOOKED_AT_KEPT = 1_000  # emails of one message lie together and name one file


class Look(Struct, frozen=True):
    """What a file is: how many bytes, and their SHA-256 in hex; `trouble` if it cannot be read."""

    size_bytes: int = 0
    sha256: str = ""
    trouble: str = ""


class BlobFiles:
    """The files below a data directory, compared with what the database says of them."""

    def __init__(self, root: Path, inspection: Inspection) -> None:
        self._folders = BlobFolders(root)
        self._inspection = inspection
        self._looked_at: dict[str, Look] = {}

    def missing(self) -> Finding | None:
        """There are no files at all: one finding instead of one for each email."""
        if self._folders.blobs.is_dir():
            return None
        what = "there is no such folder, so no original message can be read"
        todo = "copy it from a backup; if it lies elsewhere, name the data directory with --data"
        return Finding(rule="blob_folder_exists", kind="folder", id=str(self._folders.blobs), what=what, todo=todo)

    async def named_by(self, content: Content) -> AsyncIterator[Finding]:
        """The file that one content names."""
        if content.blob is None:
            return
        if not is_name(content.blob):
            yield _of_content(content, "blob_has_a_name", f"names its original {content.blob!r}: no file can have it")
            return
        what = _difference(content, await self._look(content.blob), self._folders.path(content.blob))
        if what is None:
            return
        self._looked_at.pop(content.blob)
        if await self._inspection.blobs_named([content.blob]):
            what = _difference(content, await self._look(content.blob), self._folders.path(content.blob))
            if what is not None:
                yield _of_content(content, "blob_is_what_was_taken_in", what)

    async def of_document(self, document: Document) -> AsyncIterator[Finding]:
        """The file that one document keeps, whole or a part of it."""
        what = await self._lacking(document)
        if what is None:
            return
        self._looked_at.pop(document.blob, None)
        named = is_name(document.blob) and await self._inspection.blobs_named([document.blob])
        what = await self._lacking(document) if named or not is_name(document.blob) else None
        if what is not None:
            yield Finding(rule="document_has_its_file", kind="document", id=document.id, what=what, todo=COPY_BACK)

    async def _lacking(self, document: Document) -> str | None:
        if not is_name(document.blob):
            return f"names its file {document.blob!r}: no file can have it"
        look, path = await self._look(document.blob), self._folders.path(document.blob)
        if look.trouble:
            return f"its file {path} {look.trouble}"
        if document.sha256 is not None and (look.size_bytes, look.sha256) != (document.size, document.sha256):
            return f"its file {path} has other bytes than were stored"
        return None

    async def unnamed(self) -> AsyncIterator[Finding]:
        """Files that need nobody: what no record names, what is not ours, what an ended process left behind."""
        latest = time.time() - OLD_SECONDS
        try:
            files = self._folders.files()
            while batch := await asyncio.to_thread(lambda: list(islice(files, FILES_AT_ONCE))):
                old = [file for file in batch if is_name(file.name) and _kept_at(Path(file.path)) < latest]
                named = await self._inspection.blobs_named([file.name for file in old])
                for file in batch:
                    if not is_name(file.name):
                        yield _note("blob_has_a_name", file.path, "is no file of Proffer's", "it is left alone")
                for file in old:
                    if file.name not in named:
                        what = "no email names it, and it is older than a day"
                        yield _note("blob_is_named", file.path, what, "a running server removes it within two hours")
        except OSError as trouble:
            yield _unreadable_folder(trouble, self._folders.blobs)
        for finding in _left_in(self._folders.spool, latest):
            yield finding

    async def _look(self, name: str) -> Look:
        look = self._looked_at.get(name)
        if look is None:
            if len(self._looked_at) >= LOOKED_AT_KEPT:
                self._looked_at.clear()
            look = self._looked_at[name] = await asyncio.to_thread(_look, self._folders.path(name))
        return look


def _look(path: Path) -> Look:
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            return Look(file.tell(), sha256)
    except FileNotFoundError:
        return Look(trouble="is missing")
    except OSError as trouble:
        return Look(trouble=f"cannot be read ({trouble.strerror})")


def _difference(content: Content, look: Look, path: Path) -> str | None:
    if look.trouble:
        return f"its original {path} {look.trouble}"
    if look.size_bytes != content.blob_bytes:
        return f"its original {path} has {look.size_bytes:,} bytes, {content.blob_bytes:,} were taken in"
    if look.sha256 != content.blob_sha256:
        return f"its original {path} has other bytes than were taken in (SHA-256)"
    return None


def _kept_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # swept just now
        return time.time()


def _left_in(spool: Path, latest: float) -> Iterator[Finding]:
    try:
        for file in spool.iterdir() if spool.is_dir() else ():
            if _kept_at(file) < latest:
                what = "was left behind by mail that was never acknowledged"
                yield _note("spool_is_empty", str(file), what, "the server removes it at its next start")
    except OSError as trouble:
        yield _unreadable_folder(trouble, spool)


def _unreadable_folder(trouble: OSError, folder: Path) -> Finding:
    path = str(trouble.filename or folder)
    todo = "make it as it was: `proffer serve` makes folders that are missing; whoever runs this must be able to read"
    return Finding(rule="folder_can_be_read", kind="folder", id=path, what=str(trouble.strerror), todo=todo)


def _of_content(content: Content, rule: str, what: str) -> Finding:
    return Finding(rule=rule, kind="content", id=content.id, what=what, todo=COPY_BACK)


def _note(rule: str, path: str, what: str, todo: str) -> Finding:
    return Finding(rule=rule, kind="file", id=path, what=what, todo=todo, severity=NOTE)
