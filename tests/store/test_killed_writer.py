"""kill -9 while it writes, again and again: what was acknowledged is there, and nothing is half written."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from proffer.store.inspection import Inspection
from proffer.store.postgres.inspection import PostgresInspection
from proffer.store.sqlite import SqliteInspection
from tests import postgres
from tests.store.audited import wrong_with
from tests.store.cast import NOON
from tests.store.installations import PostgresInstallation
from tests.store.killed_writer import opened
from tests.store.other_process import start

ROUNDS = 10


def acknowledged_until_killed(where: str, seconds: float) -> list[list[str]]:
    """Runs the writer for that long, kills it, and returns the lines it said."""
    writer = start("killed_writer", where)
    assert writer.stdout is not None
    first = writer.stdout.readline()
    timer = threading.Timer(seconds, writer.kill)
    timer.start()
    rest = writer.stdout.read()
    writer.wait()
    timer.join()
    assert first, writer.stderr.read() if writer.stderr else ""
    lines = (first + rest).splitlines(keepends=True)
    return [line.split() for line in lines if line.endswith("\n")]


async def survives(where: str, inspect: Callable[[], Awaitable[Inspection]]) -> None:
    """Round after round on the same data."""
    chance = random.Random(20261123)
    known: dict[tuple[str, str], int] = {}
    last = 0
    for _ in range(ROUNDS):
        lines = await asyncio.to_thread(acknowledged_until_killed, where, chance.uniform(0.05, 0.5))
        for number, kind, id_, version in lines:
            known[kind, id_] = max(int(version), known.get((kind, id_), 0))
            last = max(int(number), last)
        assert await wrong_with(await inspect()) == [], "pages, columns, holder and in_hand, journal"
        store: Any = await opened(where, lambda: NOON)
        found = await store.load(known)
        assert all(found[key].version >= version for key, version in known.items())
        assert store._database.last_number >= last
        await store.close()
    assert last > ROUNDS * 10


@pytest.mark.slow
async def test_what_was_acknowledged_survives_kill_9(tmp_path: Path) -> None:
    path = tmp_path / "killed.db"

    async def inspect() -> Inspection:
        return SqliteInspection(path)

    await survives(str(path), inspect)


@pytest.mark.slow
@pytest.mark.interop
@pytest.mark.skipif(postgres.why_not() is not None, reason=str(postgres.why_not()))
async def test_what_was_acknowledged_survives_kill_9_on_postgresql(tmp_path: Path) -> None:
    options = PostgresInstallation(tmp_path).options
    await survives(options.url, lambda: PostgresInspection.open(options))
