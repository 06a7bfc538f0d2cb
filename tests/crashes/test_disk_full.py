"""The disk fills up under work: everybody is told so, nothing is half written, and it goes on when there is room."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crashes.chapter import Chapter
from tests.crashes.disk import Filler, small_disk, why_not
from tests.crashes.evidence import SqliteSource
from tests.crashes.installation import prepare
from tests.crashes.process import Process

pytestmark = [pytest.mark.slow, pytest.mark.skipif(why_not() is not None, reason=str(why_not()))]

DISK_MEBIBYTES = 64
REFUSED_EACH = 15  # mails, and operations, before there is room again
TIMES = 2


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Everything is on it: settings, database, originals and the log."""
    with small_disk(tmp_path / "disk", DISK_MEBIBYTES) as disk:
        yield disk


async def test_a_full_disk_is_told_and_work_goes_on_when_there_is_room_again(disk: Path) -> None:
    ids = await asyncio.to_thread(prepare, disk)
    chapter = Chapter(Process(disk), SqliteSource(disk / "data"), ids, seed=1)
    filler, refused, enough = Filler(disk), Counter[str](), asyncio.Event()

    def note(what: str) -> None:
        refused[what] += 1
        if min(refused["mail refused"], refused["operation refused"]) >= REFUSED_EACH:
            enough.set()

    async def full_for_a_while() -> None:
        refused.clear()
        enough.clear()
        chapter.account.note = note
        await asyncio.sleep(0.3)
        await filler.fill_until(enough)
        filler.remove()

    try:
        await chapter.begin()
        process_id = chapter.process.process_id
        for _ in range(TIMES):
            assert await chapter.endure(full_for_a_while) == []
            assert list((disk / "data" / "spool").iterdir()) == []
            assert originals(disk) == await named(disk), "what was refused left nothing behind"
        assert chapter.process.process_id == process_id, "it went on by itself"
        assert await chapter.end() == []
    finally:
        await chapter.abandon()


async def test_on_a_full_disk_it_says_so_and_does_not_start(disk: Path) -> None:
    await asyncio.to_thread(prepare, disk)
    filler, process = Filler(disk), Process(disk)
    process.log = disk.parent / "server.log"
    filler.fill()
    process.start()
    assert await process.ended() == 3
    assert "make room, then start again" in process.last_words()
    filler.remove()
    process.start()
    try:
        await process.ready()
    finally:
        await process.kill()


def originals(disk: Path) -> set[str]:
    return {path.name for path in (disk / "data" / "blobs").glob("*/*/*")}


async def named(disk: Path) -> set[str]:
    evidence = await SqliteSource(disk / "data").read(dead=False)
    return {path.name for path in evidence.blobs.values()}
