"""Composes a mail out of what lies on our disk: files of drafts, parts of other messages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from proffer.interaction.outgoing import Outgoing, OutgoingFile
from proffer.mail.reading import extract
from proffer.mail.writing import compose

__all__ = ["written"]


def written(mail: Outgoing, path_of: Callable[[str], Path]) -> bytes:
    """The message; runs in a thread. Raises Unwritable (a ValueError), KeyError for a missing part, OSError."""
    return compose(mail, [_bytes_of(file, path_of) for file in mail.files])


def _bytes_of(file: OutgoingFile, path_of: Callable[[str], Path]) -> bytes:
    path = path_of(file.blob)
    return extract(path, file.part) if file.part else path.read_bytes()
