"""The sweep goes on whatever went wrong with one, and says so."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from proffer.engine.ports import StoreDown
from proffer.store.blobs import FileBlobs
from proffer.store.sweeping import keep_swept


class OldBlobs(FileBlobs):
    """Every file counts as old enough."""

    async def sweep(self, named: Any, *, older_than_seconds: int = 0) -> int:
        return await super().sweep(named, older_than_seconds=-60)


async def test_a_sweep_that_fails_is_told_and_the_next_one_removes_the_file(tmp_path: Path) -> None:
    blobs = await OldBlobs.open(tmp_path)
    spooled = blobs.spool_path()
    spooled.write_bytes(b"mail")
    kept = blobs.path(await blobs.keep(spooled))
    troubles: list[Exception] = [StoreDown("away"), ValueError("nobody foresaw this")]
    told: list[tuple[str, dict[str, Any]]] = []
    swept = asyncio.Event()

    async def named(_: Sequence[str]) -> set[str]:
        if troubles:
            raise troubles.pop(0)
        return set()

    def log(event: str, /, **fields: Any) -> None:
        told.append((event, fields))
        if event == "swept":
            swept.set()

    sweeping = asyncio.create_task(keep_swept(blobs, named, log, every_seconds=0.001))
    async with asyncio.timeout(5):
        await swept.wait()
    sweeping.cancel()
    await blobs.close()
    assert [event for event, _ in told[:3]] == ["not swept", "not swept", "swept"]
    assert told[2][1] == {"files": 1}
    assert not kept.exists()
