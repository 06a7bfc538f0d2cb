"""Reads original messages, whose bytes are the truth (design 8): when they come in, and when somebody asks for them."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path

from proffer.interaction.arrival import Arrival
from proffer.interaction.content import Attachment, Content
from proffer.mail.reading import extract, read

PathOf = Callable[[str], Path]  # where the blob of this name lies


def read_spooled(path: Path) -> tuple[Arrival, str, int]:
    """A message that came in, its sha-256 in hex and its size in bytes; runs in a thread."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return read(path), sha256, path.stat().st_size


async def attachment_bytes(path_of: PathOf, content: Content, attachment: Attachment) -> bytes:
    """One part of the message, decoded; of a draft, the file or the part of another message that it has."""
    path = _original(path_of, content) if attachment.blob is None else path_of(attachment.blob)
    if attachment.blob is not None and not attachment.part:
        return await asyncio.to_thread(path.read_bytes)
    return await asyncio.to_thread(extract, path, attachment.part)


async def source_bytes(path_of: PathOf, content: Content) -> bytes:
    """The whole message as it came."""
    return await asyncio.to_thread(_original(path_of, content).read_bytes)


def _original(path_of: PathOf, content: Content) -> Path:
    assert content.blob is not None, "an inbound email has its original"
    return path_of(content.blob)
