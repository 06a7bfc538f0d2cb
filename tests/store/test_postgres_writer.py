"""The writing connection to PostgreSQL in moments that no server can be made to have on demand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest

from proffer.engine.ports import StoreDown
from proffer.store.postgres import writer as module
from proffer.store.postgres.connection import Connection
from proffer.store.postgres.ledger import PostgresLedger
from proffer.store.postgres.options import PostgresOptions
from proffer.store.postgres.writer import Writer
from proffer.store.refusals import DatabaseInUse

OPTIONS = PostgresOptions(url="postgresql://nobody@db/proffer", reconnect_pause_seconds=0.001)


class FakeConnection:
    """Answers every statement with `tag`; it cannot be closed in good order."""

    def __init__(self, tag: str = "") -> None:
        self.tag = tag
        self.terminated = False
        self.dies_at_once = False

    async def execute(self, query: str, *values: Any) -> str:
        return self.tag

    async def fetchval(self, query: str, *values: Any) -> int:
        return 0

    async def close(self) -> None:
        raise ConnectionResetError("the server went away")

    def terminate(self) -> None:
        self.terminated = True

    def is_closed(self) -> bool:
        return self.terminated

    def get_server_pid(self) -> int:
        return 1

    def add_termination_listener(self, listener: Callable[[Connection], None]) -> None:
        self.terminated = self.dies_at_once


@pytest.fixture
def dying() -> set[int]:
    """Which connections, counted from 0, are lost in the moment they are there."""
    return set()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, dying: set[int]) -> list[FakeConnection]:
    """Every connection that was made, oldest first."""
    connections: list[FakeConnection] = []

    async def connect(*_: object) -> FakeConnection:
        made = FakeConnection("ROLLBACK")
        made.dies_at_once = len(connections) in dying
        connections.append(made)
        return made

    async def take_lock(*_: object, **__: object) -> None:
        pass

    monkeypatch.setattr(module, "connect", connect)
    monkeypatch.setattr(module, "take_lock", take_lock)
    return connections


def never(what: str, why: BaseException) -> None:
    raise AssertionError(what)


async def test_a_commit_that_the_server_answers_with_rollback_is_no_commit(made: list[FakeConnection]) -> None:
    writer = Writer(OPTIONS, "n1", never)
    await writer.open()
    ledger = PostgresLedger(writer, "n1", OPTIONS)
    await ledger.open()
    await ledger.begin(())
    with pytest.raises(StoreDown, match="ROLLBACK"):
        await ledger.commit()
    assert made[0].terminated, "its outcome is asked on another connection"
    await writer.close()


async def test_who_waits_for_the_connection_waits_on_when_it_is_lost_again_at_once(
    made: list[FakeConnection], dying: set[int]
) -> None:
    dying.add(1)
    writer = Writer(OPTIONS, "n1", never)
    writer.lost(await writer.open(), "cut")
    assert await writer.back(5) is cast(Any, made[2])
    await writer.close()


async def test_a_lock_that_somebody_else_holds_is_tried_again_until_it_is_free(
    made: list[FakeConnection], monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = Writer(OPTIONS, "n1", never)
    lost = await writer.open()

    async def take_lock(connection: object, *_: object, **__: object) -> None:
        if connection is made[1]:
            raise DatabaseInUse("open elsewhere")

    monkeypatch.setattr(module, "take_lock", take_lock)
    writer.lost(lost, "cut")
    assert await writer.back(5) is cast(Any, made[2])
    assert made[1].terminated
    await writer.close()
