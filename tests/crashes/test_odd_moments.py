"""What no schedule of kills comes by: a first start that is killed, and a server that stands still for a while."""

from __future__ import annotations

import asyncio
import signal
import time
from pathlib import Path
from random import Random

import pytest

from tests import postgres
from tests.crashes.chapter import Chapter
from tests.crashes.databases import DATABASES
from tests.crashes.installation import DELIVERING_SECONDS, prepare, write_settings
from tests.crashes.process import START_SECONDS_MAX, Process

pytestmark = pytest.mark.slow

POSTGRES = [pytest.mark.interop, pytest.mark.skipif(postgres.why_not() is not None, reason=str(postgres.why_not()))]
FIRST_STARTS = 5
SECONDS_INTO_IT_MAX = 0.15
PAUSES = 2


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=POSTGRES)])
async def test_a_first_start_that_is_killed_is_not_in_the_way_of_the_next(database: str, tmp_path: Path) -> None:
    chance = Random(1)
    for number in range(FIRST_STARTS):
        folder = tmp_path / str(number)
        url, source = DATABASES[database](folder)
        write_settings(folder, url)
        process = Process(folder)
        try:
            process.start()
            await asyncio.to_thread(until_there, folder / "data")  # from here on it makes its database
            await asyncio.sleep(chance.uniform(0, SECONDS_INTO_IT_MAX))
            await process.kill()
            process.start()
            await process.ready()
            assert (await source.read(dead=False)).faults == []
        finally:
            await process.kill()


def until_there(folder: Path) -> None:
    until = time.monotonic() + START_SECONDS_MAX
    while not folder.exists():
        assert time.monotonic() < until, f"there is no {folder}"
        time.sleep(0.001)


async def test_a_server_that_stood_still_for_longer_than_an_invitation_stands_comes_right(tmp_path: Path) -> None:
    _, source = DATABASES["sqlite"](tmp_path)
    ids = await asyncio.to_thread(prepare, tmp_path)
    chapter = Chapter(Process(tmp_path), source, ids, seed=3)

    async def stand_still() -> None:
        await asyncio.sleep(0.4)
        chapter.process.signal(signal.SIGSTOP)
        await asyncio.sleep(DELIVERING_SECONDS + 1)
        chapter.process.signal(signal.SIGCONT)

    try:
        await chapter.begin()
        for _ in range(PAUSES):
            assert await chapter.endure(stand_still) == []
        assert await chapter.end() == []
    finally:
        await chapter.abandon()
