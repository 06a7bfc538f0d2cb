"""Group commit over a ledger that fails as it is told: who is answered what, and when the node must stop."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest

from proffer.engine.ports import BrokenInvariant, StoreDown
from proffer.record import Change, Committed, Conflict, Key
from proffer.store.group_commit import GroupCommit
from proffer.store.ids import Ids
from proffer.store.ledger import Entry
from proffer.store.memory_disk import MemoryDisk, MemoryLedger
from tests.store.cast import NOON, commented, received


class MoodyLedger(MemoryLedger):
    """A ledger that raises what is in its lists, one entry per call (None: it works)."""

    def __init__(self) -> None:
        self.disk = MemoryDisk()
        super().__init__(self.disk, "n1")
        self.disk.claim("n1", "00001")
        self.begins: list[Exception | None] = []
        self.writes: list[Exception | None] = []
        self.commits: list[Exception | None] = []
        self.unanswerable = False
        self.committed_all_the_same = False
        self.groups: list[int] = []

    async def begin(self, keys: Iterable[Key]) -> Mapping[Key, int]:
        _raise_next(self.begins)
        return await super().begin(keys)

    async def write(self, entries: Sequence[Entry], first_number: int, high_water: int | None) -> None:
        self.groups.append(len(entries))
        _raise_next(self.writes)
        await super().write(entries, first_number, high_water)

    async def commit(self) -> None:
        try:
            _raise_next(self.commits)
        except Exception:
            if self.committed_all_the_same:
                await super().commit()
            raise
        await super().commit()

    async def was_committed(self, number: int) -> bool:
        if self.unanswerable:
            raise OSError("the disk is gone")
        return await super().was_committed(number)


class Scene:
    def __init__(self) -> None:
        self.ledger = MoodyLedger()
        self.stopped: list[str] = []
        self.ids = Ids("00001", 0, lambda: NOON)
        self.commits = GroupCommit(
            self.ledger,
            node="n1",
            last_number=0,
            ids=self.ids,
            stop_node=lambda what, why: self.stopped.append(what),
            changes_per_group_max=4,
        )
        self.fed: list[int] = []
        self.commits.feed.subscribe(lambda committed: self.fed.append(committed.number))

    def new(self) -> Change:
        return received(self.ids.new())

    async def outcomes(self, *changes: Change) -> list[str]:
        saves = [self.commits.submit(change) for change in changes]
        await asyncio.wait(saves, timeout=10)
        return ["Canceled" if s.cancelled() else type(s.exception() or s.result()).__name__ for s in saves]


@pytest.fixture
async def scene() -> Any:
    scene = Scene()
    yield scene
    await scene.commits.close()


async def test_what_comes_in_one_turn_of_the_loop_is_one_group(scene: Scene) -> None:
    assert await scene.outcomes(*(scene.new() for _ in range(3))) == ["Committed"] * 3
    assert scene.ledger.groups == [3]


async def test_a_group_has_its_limit(scene: Scene) -> None:
    assert await scene.outcomes(*(scene.new() for _ in range(10))) == ["Committed"] * 10
    assert scene.ledger.groups == [4, 4, 2]


async def test_when_a_group_fails_its_changes_are_tried_one_by_one_and_only_the_bad_one_falls(scene: Scene) -> None:
    bad = BrokenInvariant("ended_means_finished_at")
    scene.ledger.writes = [bad, None, bad, None]
    assert await scene.outcomes(*(scene.new() for _ in range(3))) == ["Committed", "BrokenInvariant", "Committed"]
    assert scene.fed == [1, 2]
    assert [row.number for row in scene.ledger.disk.journal] == [1, 2]


async def test_a_mistake_of_the_ledger_is_the_change_s_broken_invariant(scene: Scene) -> None:
    scene.ledger.writes = [OverflowError("int too large")]
    assert await scene.outcomes(scene.new()) == ["BrokenInvariant"]
    assert await scene.outcomes(scene.new()) == ["Committed"]


async def test_a_database_that_cannot_begin_refuses_the_group_once(scene: Scene) -> None:
    scene.ledger.begins = [StoreDown("locked")]
    assert await scene.outcomes(*(scene.new() for _ in range(3))) == ["StoreDown"] * 3
    assert scene.ledger.groups == []
    assert await scene.outcomes(scene.new()) == ["Committed"]


async def test_a_commit_that_failed_and_is_not_in_the_journal_was_not_written(scene: Scene) -> None:
    scene.ledger.commits = [StoreDown("disk full")]
    assert await scene.outcomes(scene.new()) == ["StoreDown"]
    assert (scene.fed, scene.ledger.disk.records) == ([], {})
    assert await scene.outcomes(scene.new()) == ["Committed"]
    assert scene.fed == [1], "the number was not used up"


async def test_a_group_whose_commit_failed_is_tried_again_one_by_one(scene: Scene) -> None:
    scene.ledger.commits = [StoreDown("disk full"), None, StoreDown("disk full"), None]
    assert await scene.outcomes(*(scene.new() for _ in range(3))) == ["Committed", "StoreDown", "Committed"]


async def test_a_commit_that_failed_but_stands_in_the_journal_is_answered_with_yes(scene: Scene) -> None:
    scene.ledger.commits, scene.ledger.committed_all_the_same = [StoreDown("connection lost")], True
    assert await scene.outcomes(scene.new(), scene.new()) == ["Committed"] * 2
    assert scene.fed == [1, 2]


async def test_an_outcome_nobody_can_tell_stops_the_node_and_is_not_answered(scene: Scene) -> None:
    scene.ledger.commits, scene.ledger.unanswerable = [StoreDown("I/O error")], True
    assert await scene.outcomes(*(scene.new() for _ in range(6))) == ["Canceled"] * 6
    assert "the disk is gone" in scene.stopped[0]
    assert scene.fed == []
    assert await scene.outcomes(scene.new()) == ["StoreDown"]


async def test_a_failed_sync_stops_the_node(scene: Scene) -> None:
    scene.ledger.commits = [OSError("fsync")]
    assert await scene.outcomes(scene.new()) == ["Canceled"]
    assert "fsync" in scene.stopped[0]


async def test_a_group_of_losers_only_writes_nothing(scene: Scene) -> None:
    change = scene.new()
    first = await scene.commits.submit(change)
    email = first.change.writes[0].after
    await scene.outcomes(commented(email))  # type: ignore[arg-type]
    assert await scene.outcomes(change, commented(email)) == ["Conflict", "Conflict"]  # type: ignore[arg-type]
    assert scene.ledger.groups == [1, 1]


async def test_the_mark_of_ids_is_written_with_the_first_change_and_then_seldom(scene: Scene) -> None:
    await scene.outcomes(scene.new())
    mark = scene.ledger.disk.nodes["n1"][1]
    assert mark > 0
    await scene.outcomes(*(scene.new() for _ in range(3)))
    assert scene.ledger.disk.nodes["n1"][1] == mark


async def test_the_mark_is_not_believed_stored_when_its_transaction_failed(scene: Scene) -> None:
    scene.ledger.commits = [StoreDown("disk full")]
    await scene.outcomes(scene.new())
    assert scene.ledger.disk.nodes["n1"][1] == 0
    await scene.outcomes(scene.new())
    assert scene.ledger.disk.nodes["n1"][1] > 0


async def test_conflict_and_committed_are_told_apart_by_type(scene: Scene) -> None:
    change = scene.new()
    assert isinstance(await scene.commits.submit(change), Committed)
    with pytest.raises(Conflict):
        await scene.commits.submit(change)


def _raise_next(moods: list[Exception | None]) -> None:
    mood = moods.pop(0) if moods else None
    if mood is not None:
        raise mood
