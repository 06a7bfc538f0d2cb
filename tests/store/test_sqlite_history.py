"""In SQLite an email's history is found by a table that is brought up to date in bundles, and by the journal's end."""

from __future__ import annotations

import sqlite3

from proffer.interaction.events import CommentAdded
from proffer.record import Change, Write, replace
from proffer.store.sqlite import SqliteStore
from proffer.store.sqlite.check import check
from proffer.store.sqlite.options import SqliteOptions
from tests.store import cast
from tests.store.installations import SqliteInstallation

FIRST, SECOND = "000010a000000001", "000010a000000002"
EVERY_THIRD = SqliteOptions(changes_not_indexed_max=3)


async def opened(sqlite: SqliteInstallation) -> SqliteStore:
    return await SqliteStore.open(sqlite.path, clock=cast.Clock(), options=EVERY_THIRD)


async def commented(store: SqliteStore, email_id: str, at: int) -> None:
    email = await cast.email_of(store, email_id)
    event = CommentAdded(at=at, email=email_id)
    await store.save(Change(writes=(Write(email, replace(email)),), events=(event,)))


async def test_a_history_is_whole_wherever_the_table_ends(sqlite: SqliteInstallation) -> None:
    store = await opened(sqlite)
    told: dict[str, list[int]] = {FIRST: [cast.NOON], SECOND: [cast.NOON]}
    for email_id in told:
        await store.save(cast.received(email_id))
    for number in range(12):
        email_id = FIRST if number % 3 else SECOND
        await commented(store, email_id, cast.NOON + number)
        told[email_id].append(cast.NOON + number)
        for asked, times in told.items():
            assert [row.at for row in await store.journal(asked)] == times
    await store.close()
    again = await opened(sqlite)
    assert {asked: [row.at for row in await again.journal(asked)] for asked in told} == told
    await again.close()
    assert check(sqlite.path) == []


async def test_what_is_missing_from_the_table_is_named(sqlite: SqliteInstallation) -> None:
    store = await opened(sqlite)
    await store.save(cast.received(FIRST))
    for number in range(6):
        await commented(store, FIRST, cast.NOON + number)
    await store.close()
    with sqlite3.connect(sqlite.path) as connection:
        connection.execute("delete from history where number = 2")
    connection.close()
    assert check(sqlite.path) == [f"email {FIRST}: change 2 of node n1 is missing from its history"]
