"""PostgreSQL itself is killed under work: everybody is told "not now", and it goes on when the database is back."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres
from tests.crashes.chapter import Chapter
from tests.crashes.evidence_postgres import PostgresSource
from tests.crashes.installation import prepare
from tests.crashes.process import Process
from tests.postgres import Cluster

pytestmark = [
    pytest.mark.interop,
    pytest.mark.skipif(postgres.why_not() is not None, reason=str(postgres.why_not())),
]

WORK_SECONDS = 0.4
REFUSED_EACH = 3  # mails, and operations, before it comes back
AWAY_SECONDS_MAX = 3.0
READY_SECONDS_MAX = 30.0
TIMES = 3


class Trouble:
    """What is done to the database in the middle of work, and when it is over."""

    def __init__(self, cluster: Cluster, chapter: Chapter) -> None:
        self.cluster, self.chapter = cluster, chapter
        self.refused: Counter[str] = Counter()  # this time
        self.times_refused = 0  # whatever it was, in all
        self.enough = asyncio.Event()

    async def all_of_it(self) -> None:
        """kill -9 of every process of PostgreSQL; it comes back when enough was refused.

        Or after a while: who was in the middle of a COMMIT waits to learn what became of it, which may be everybody.
        """
        await self._work()
        await asyncio.to_thread(self.cluster.kill)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(AWAY_SECONDS_MAX):
                await self.enough.wait()
        await asyncio.to_thread(self.cluster.start)
        await self._ready_again()

    async def the_writers_backend(self) -> None:
        """kill -9 of the one process that writes for us: PostgreSQL ends all others and recovers by itself."""
        await self._work()
        backend = int(self.cluster.sql("select pid from pg_locks where locktype = 'advisory' and granted"))
        os.kill(backend, signal.SIGKILL)
        await asyncio.sleep(WORK_SECONDS)
        await self._ready_again()

    async def _work(self) -> None:
        self.refused.clear()
        self.enough.clear()
        self.chapter.account.note = self._note
        await asyncio.sleep(WORK_SECONDS)

    def _note(self, what: str) -> None:
        self.refused[what] += 1
        self.times_refused += what.endswith(" refused")
        if min(self.refused["mail refused"], self.refused["operation refused"]) >= REFUSED_EACH:
            self.enough.set()

    async def _ready_again(self) -> None:
        """As a load balancer sees it."""
        until = time.monotonic() + READY_SECONDS_MAX
        while not await asyncio.to_thread(self._is_ready):
            assert time.monotonic() < until, self.chapter.process.last_words()

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(self.chapter.process.base + "/readyz", timeout=10) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError:
            time.sleep(0.02)
            return False


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """One of our own: it is killed."""
    cluster = Cluster().start()
    yield cluster
    cluster.remove()


@pytest.mark.parametrize("trouble", ["all_of_it", "the_writers_backend"])
async def test_a_killed_database_loses_nothing_and_work_goes_on(cluster: Cluster, tmp_path: Path, trouble: str) -> None:
    url = cluster.url(cluster.new_database())
    ids = await asyncio.to_thread(prepare, tmp_path, url)
    chapter = Chapter(Process(tmp_path), PostgresSource(tmp_path / "data", url), ids, seed=1)
    try:
        await chapter.begin()
        process_id, causing = chapter.process.process_id, Trouble(cluster, chapter)
        for _ in range(TIMES):
            assert await chapter.endure(getattr(causing, trouble)) == []
        assert causing.times_refused > 0
        assert chapter.process.process_id == process_id, "it went on by itself"
        assert await chapter.end() == []
    finally:
        await chapter.abandon()


async def test_a_machine_on_which_everything_is_killed_loses_nothing(cluster: Cluster, tmp_path: Path) -> None:
    url = cluster.url(cluster.new_database())
    ids = await asyncio.to_thread(prepare, tmp_path, url)
    chapter = Chapter(Process(tmp_path), PostgresSource(tmp_path / "data", url), ids, seed=2)

    async def the_database_as_well() -> None:
        await asyncio.to_thread(cluster.kill)
        await asyncio.to_thread(cluster.start)

    try:
        await chapter.begin()
        for _ in range(TIMES):
            line, complaints = await chapter.kill_once(the_database_as_well)
            assert complaints == [], line
        assert await chapter.end() == []
    finally:
        await chapter.abandon()
