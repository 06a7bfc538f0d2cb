"""Sweeps original messages that no record names: of mails whose change could not be committed."""

from __future__ import annotations

import asyncio
from typing import Any, Protocol

from proffer.store.blobs import FileBlobs, Named

__all__ = ["keep_swept"]

SWEEP_SECONDS = 3_600  # how often files that no record names are looked for


class Log(Protocol):
    """One line of the log: `log("swept", files=2)`."""

    def __call__(self, event: str, /, **fields: Any) -> None: ...


async def keep_swept(blobs: FileBlobs, named: Named, log: Log, *, every_seconds: float = SWEEP_SECONDS) -> None:
    """Sweeps for ever, and tells. What cannot be swept now is swept the next time."""
    while True:
        await asyncio.sleep(every_seconds)
        try:
            removed = await blobs.sweep(named)
        except Exception as error:  # one bad sweep is no reason to let files lie for ever
            log("not swept", error=repr(error))
        else:
            log("swept", files=removed)
