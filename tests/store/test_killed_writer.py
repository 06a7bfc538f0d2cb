"""kill -9 while it writes, again and again: what was acknowledged is there, and nothing is half written."""

from __future__ import annotations

import random
import threading
from pathlib import Path

import pytest

from proffer.audit import Audit
from proffer.store.sqlite import SqliteInspection, SqliteStore
from tests.store.cast import NOON
from tests.store.other_process import start

ROUNDS = 10
LEFT_OUT = ("email_has_its_content", "held_has_a_deadline")  # the writer's emails are bare


def acknowledged_until_killed(path: Path, seconds: float) -> list[list[str]]:
    """Runs the writer for that long, kills it, and returns the lines it said."""
    writer = start("killed_writer", path)
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


@pytest.mark.slow
async def test_what_was_acknowledged_survives_kill_9(tmp_path: Path) -> None:
    path, chance = tmp_path / "killed.db", random.Random(20261123)
    known: dict[tuple[str, str], int] = {}
    last = 0
    for _ in range(ROUNDS):
        lines = acknowledged_until_killed(path, chance.uniform(0.05, 0.5))
        for number, kind, id_, version in lines:
            known[kind, id_] = max(int(version), known.get((kind, id_), 0))
            last = max(int(number), last)
        inspection = SqliteInspection(path)
        wrong = [str(finding) async for finding in Audit(inspection).findings() if finding.rule not in LEFT_OUT]
        await inspection.close()
        assert wrong == [], "pages, columns, holder and in_hand, journal"
        store = await SqliteStore.open(path, clock=lambda: NOON)
        found = await store.load(known)
        assert all(found[key].version >= version for key, version in known.items())
        assert store._database.last_number >= last
        await store.close()
    assert last > ROUNDS * 10
