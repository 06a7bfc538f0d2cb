"""The mailbox of the demo's customers: what agents send arrives here as files, where no relay is named."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from proffer.interaction.relay_answer import ACCEPTED, DEFERRED, RelayAnswer

FOLDER = "customers"
FILES_MAX = 10_000
RECEIVED = RelayAnswer(kind=ACCEPTED, words="250 2.0.0 In the mailbox of the demo's customers")
FULL = RelayAnswer(kind=DEFERRED, words="452 4.2.2 The mailbox of the demo's customers is full")


class Customers:
    """In place of a relay: takes everything, a file per mail, numbered as they come."""

    def __init__(self, data: Path) -> None:
        self._folder = data / FOLDER
        self._writing = asyncio.Lock()

    async def hand_over(self, sender: str, recipients: Sequence[str], message: bytes) -> Mapping[str, RelayAnswer]:
        """The file is durable before the answer."""
        async with self._writing:
            try:
                written = await asyncio.to_thread(self._write, sender, recipients, message)
            except OSError as error:
                return dict.fromkeys(recipients, RelayAnswer(kind=DEFERRED, words=f"451 4.3.0 {error.strerror}"))
        return dict.fromkeys(recipients, RECEIVED if written else FULL)

    async def close(self) -> None:
        """Nothing is kept open."""

    def _write(self, sender: str, recipients: Sequence[str], message: bytes) -> bool:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        known = files(self._folder)
        if len(known) >= FILES_MAX:
            return False
        number = int(known[-1].stem) + 1 if known else 1
        new = self._folder / f".{number:06d}"
        trace = f"Return-Path: <{sender}>\r\nDelivered-To: {', '.join(recipients)}\r\n".encode()
        with new.open("wb") as file:
            file.write(trace + message)
            file.flush()
            os.fsync(file.fileno())
        new.rename(self._folder / f"{number:06d}.eml")
        return True


def files(folder: Path) -> list[Path]:
    """The mails, oldest first."""
    return sorted(path for path in folder.glob("*.eml") if path.stem.isdigit())
