"""Composes a mail out of what lies on our disk: files of drafts, parts of other messages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from proffer.interaction.outgoing import Outgoing, OutgoingFile
from proffer.mail.reading import extract
from proffer.mail.reading.headers import read_block
from proffer.mail.writing import compose
from proffer.record import replace

__all__ = ["written"]

HEAD_BYTES_MAX = 256 * 1024


def written(mail: Outgoing, path_of: Callable[[str], Path]) -> bytes:
    """The message; runs in a thread. Raises Unwritable (a ValueError), KeyError for a missing part, OSError."""
    if mail.answered_blob:
        mail = replace(mail, thread_index=_thread_index(path_of(mail.answered_blob)))
    return compose(mail, [_bytes_of(file, path_of) for file in mail.files])


def _thread_index(answered: Path) -> str:
    """ "" where there is none. An original that is gone keeps no answer back."""
    try:
        with answered.open("rb") as file:
            head = file.read(HEAD_BYTES_MAX)
    except FileNotFoundError:
        return ""
    return read_block(head, 0, len(head), outermost=True).headers.unfolded("thread-index")


def _bytes_of(file: OutgoingFile, path_of: Callable[[str], Path]) -> bytes:
    path = path_of(file.blob)
    return extract(path, file.part) if file.part else path.read_bytes()
