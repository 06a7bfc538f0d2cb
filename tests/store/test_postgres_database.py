"""The PostgreSQL database: its lock, its schema, its settings, its plans, and what `check` finds in a damaged one."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from proffer.agents.login import Login, Place
from proffer.engine.ports import BrokenInvariant, EmailQuery, StoreDown
from proffer.interaction.events import FocusSet
from proffer.record import Change, Committed, Conflict, Write
from proffer.store.inspection import Unreadable
from proffer.store.postgres import migrate as migrations
from proffer.store.postgres.connection import settings_of_the_writer
from proffer.store.postgres.database import NODE
from proffer.store.postgres.inspection import CHECKS, INSPECT
from proffer.store.postgres.joined import READ, WRITE
from proffer.store.postgres.ledger import PostgresLedger
from proffer.store.postgres.migrate import upgrade
from proffer.store.postgres.options import PostgresOptions
from proffer.store.postgres.store import PostgresStore
from proffer.store.refusals import DatabaseInUse, SchemaTooNew
from tests import postgres
from tests.store.audited import wrong_with
from tests.store.cast import ADA, NOON, accepted, after, commented, email_arrives, email_of, login_of, offer, received
from tests.store.installations import MARKS, PostgresInstallation
from tests.store.other_process import start
from tests.store.test_sqlite_file import with_gaps_filled

pytestmark = MARKS["postgres"]

LISTS = {"emails", "contacts", "contacts_counted"}  # with gaps: looked at by themselves
READS_EVERYTHING = LISTS | {"open_records", "open_counts", "finished_counts", "received_count"}


@pytest.fixture
async def installation(tmp_path: Path) -> AsyncIterator[PostgresInstallation]:
    made = PostgresInstallation(tmp_path)
    yield made
    await made.close()


async def asked(options: PostgresOptions, statement: str, *values: object) -> list[Any]:
    """Rows, as the writer would get them."""
    connection = await asyncpg.connect(options.url, server_settings=settings_of_the_writer(options, "test"))
    try:
        return list(await connection.fetch(statement, *values))
    finally:
        await connection.close()


async def plan_of(options: PostgresOptions, statement: str) -> str:
    """How the server would carry it out for any values. Fails if the statement is no SQL of this schema."""
    connection = await asyncpg.connect(options.url, server_settings=settings_of_the_writer(options, "test"))
    try:
        if "limit" in statement:  # may it come sorted?
            await connection.execute("set enable_sort = off; set enable_bitmapscan = off")
        await connection.execute(f"prepare it as {statement}")
        numbers = [int(number) for number in re.findall(r"\$(\d+)", statement)]
        values = f"({', '.join(['null'] * max(numbers))})" if numbers else ""
        rows = await connection.fetch(f"explain execute it{values}")
        return "\n".join(row[0] for row in rows)
    finally:
        await connection.close()


class TestLock:
    async def test_a_second_store_is_refused_and_told_who_has_the_database(
        self, installation: PostgresInstallation
    ) -> None:
        await installation.open()
        options = PostgresOptions(url=installation.options.url, lock_wait_seconds=0.1)
        with pytest.raises(DatabaseInUse, match=f"is open in proffer n1, process {os.getpid()} on"):
            await PostgresStore.open(options, node="n2", id_prefix="00002", clock=lambda: NOON)
        with pytest.raises(DatabaseInUse):
            await upgrade(options)

    async def test_a_closed_store_gives_the_lock_back(self, installation: PostgresInstallation) -> None:
        await (await installation.open()).close()
        await (await installation.open()).close()
        assert await upgrade(installation.options) == migrations.known_version()

    async def test_a_store_that_could_not_be_opened_keeps_no_lock(
        self, installation: PostgresInstallation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def breaks(self: PostgresLedger) -> None:
            raise OSError("the line is cut")

        with monkeypatch.context() as broken:
            broken.setattr(PostgresLedger, "open", breaks)
            with pytest.raises(StoreDown, match="the line is cut"):
                await installation.open()
        assert await installation.open()

    async def test_after_kill_9_the_next_one_starts_at_once(self, installation: PostgresInstallation) -> None:
        writer = start("killed_writer", installation.options.url)
        assert writer.stdout is not None
        line = await asyncio.to_thread(writer.stdout.readline)
        assert line, writer.stderr.read() if writer.stderr else ""
        writer.kill()
        store = await asyncio.wait_for(installation.open(), 2)
        assert (await store.email_counts())["received"] > 0
        writer.communicate()

    async def test_another_database_of_the_same_server_has_a_lock_of_its_own(self, tmp_path: Path) -> None:
        one, other = PostgresInstallation(tmp_path), PostgresInstallation(tmp_path)
        for installation in (one, other):
            await installation.open()
        for installation in (one, other):
            await installation.close()


class TestSchema:
    async def test_a_new_database_gets_every_migration_once(self, installation: PostgresInstallation) -> None:
        for _ in range(2):
            assert await upgrade(installation.options) == migrations.known_version()
        assert installation.sql("select count(*) from schema_version") == [[str(migrations.known_version())]]
        assert await wrong_with(await installation.inspect()) == []

    async def test_a_database_of_a_newer_version_is_left_alone(self, installation: PostgresInstallation) -> None:
        await upgrade(installation.options)
        installation.sql("insert into schema_version (version, name) values (9999, 'from the future')")
        with pytest.raises(SchemaTooNew, match="9999"):
            await installation.open()
        with pytest.raises(Unreadable, match="9999"):
            await installation.inspect()

    async def test_an_empty_database_is_told_apart(self, installation: PostgresInstallation) -> None:
        with pytest.raises(Unreadable, match="schema 0"):
            await installation.inspect()

    async def test_a_migration_that_fails_leaves_nothing_behind(
        self, installation: PostgresInstallation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        known = str(await upgrade(installation.options))
        (tmp_path / "0009_half.sql").write_text("create table half (id integer);\ncreate tabel typo (id integer);")
        monkeypatch.setattr(migrations, "FOLDER", tmp_path)
        with pytest.raises(BrokenInvariant, match="syntax"):
            await upgrade(installation.options)
        assert installation.sql("select max(version), to_regclass('half') is null from schema_version") == [
            [known, "t"]
        ]

    async def test_every_statement_in_the_files_is_sql_that_this_schema_understands(
        self, installation: PostgresInstallation
    ) -> None:
        await upgrade(installation.options)
        for statement in (*WRITE.values(), *READ.values(), *NODE.values(), *CHECKS.values(), *INSPECT.values()):
            await plan_of(
                installation.options,
                with_gaps_filled(statement),
            )

    async def test_a_database_that_cannot_hold_every_letter_is_refused(
        self, installation: PostgresInstallation
    ) -> None:
        installation.cluster.sql("drop database if exists ascii")
        installation.cluster.sql("create database ascii encoding 'SQL_ASCII' locale 'C' template template0")
        with pytest.raises(StoreDown, match="UTF8"):
            await upgrade(PostgresOptions(url=installation.cluster.url("ascii")))

    async def test_a_database_that_is_not_there_is_said_so_without_the_password(
        self, installation: PostgresInstallation
    ) -> None:
        url = f"postgresql://proffer:hunter2@127.0.0.1:{installation.cluster.port}/nowhere"
        with pytest.raises(StoreDown, match="nowhere") as refused:
            await upgrade(PostgresOptions(url=url))
        assert "hunter2" not in str(refused.value)


class TestDurability:
    async def test_commits_are_synced_whatever_the_server_s_default(self, installation: PostgresInstallation) -> None:
        installation.sql(f"alter database {installation.database} set synchronous_commit = off")
        store = await installation.open()
        shown = await store._database.writer.use().fetchval("show synchronous_commit")
        assert shown == "on"

    async def test_updates_of_an_email_s_life_touch_no_index(self, installation: PostgresInstallation) -> None:
        store = await installation.open()
        for _ in range(5):
            email, ada = await offer(store)
            for n in range(4):
                email = (await store.save(commented(email, str(n)))).change.writes[0].after
            await login_of(store, ada.agent)
        await asked(installation.options, "select pg_stat_force_next_flush()")
        await store.close()
        rows = installation.sql(
            "select relname, n_tup_upd = n_tup_hot_upd, n_tup_upd >= 4 from pg_stat_user_tables "
            "where relname in ('email', 'login') order by relname"
        )
        assert rows == [["email", "t", "t"], ["login", "t", "t"]]


class TestOthersInTheWay:
    async def test_a_row_that_a_foreign_program_holds_is_waited_for_and_then_refused(
        self, installation: PostgresInstallation
    ) -> None:
        installation.options = PostgresOptions(url=installation.options.url, lock_timeout_ms=100)
        store = await installation.open()
        email = await email_arrives(store)
        foreign = await asyncpg.connect(installation.options.url)
        await foreign.execute("begin; select * from email for update")
        with pytest.raises(StoreDown, match="lock timeout"):
            await store.save(commented(email))
        await foreign.close()
        assert (await store.save(commented(email))).number == 2

    async def test_a_row_that_moved_is_seen_by_the_judge(self, installation: PostgresInstallation) -> None:
        store = await installation.open()
        email = await email_arrives(store)
        installation.sql("update email set version = 7, body = replace(body, '\"version\":1', '\"version\":7')")
        with pytest.raises(Conflict):
            await store.save(commented(email))
        await store.save(commented(await email_of(store, email.id)))
        assert (await email_of(store, email.id)).version == 8

    async def test_a_key_that_appears_between_reading_and_writing_is_an_ordinary_conflict(
        self, installation: PostgresInstallation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store = await installation.open()
        ledger = store._commits._ledger
        real = ledger.write

        async def late(*arguments: Any) -> None:
            monkeypatch.setattr(ledger, "write", real)
            await asyncio.to_thread(
                installation.sql, "insert into record values ('place', 'desk-17', 1, '{\"version\":1}')"
            )
            await real(*arguments)

        monkeypatch.setattr(ledger, "write", late)
        taken = Change(writes=(Write(None, Place(name="desk-17", agent=ADA)),), events=(FocusSet(at=NOON),))
        beside = received(store.new_id())
        results = await asyncio.gather(store.save(taken), store.save(beside), return_exceptions=True)
        assert [type(result) for result in results] == [Conflict, Committed]

    async def test_of_two_transactions_that_wait_for_each_other_ours_is_tried_again(
        self, installation: PostgresInstallation
    ) -> None:
        store = await installation.open()
        email, ada = await offer(store)
        foreign = await asyncpg.connect(installation.options.url)
        await foreign.execute("set deadlock_timeout = '10s'; begin; update login set version = version")
        await store._database.writer.use().execute("set deadlock_timeout = '500ms'")  # ours looks first
        save = store.submit(offered_comment(email, ada))
        await asyncio.sleep(0.2)  # ours holds the email now, and waits for the login
        await foreign.execute("update email set version = version")
        await foreign.execute("commit")
        assert (await asyncio.wait_for(save, 10)).number == 3
        await foreign.close()


def offered_comment(email: Any, login: Login) -> Change:
    """A change that rests on both."""
    change = commented(email)
    return Change(writes=change.writes, events=change.events, guards=((login.key, login.version),))


class TestTexts:
    async def test_a_key_may_be_asked_for_that_postgresql_cannot_hold(self, installation: PostgresInstallation) -> None:
        store = await installation.open()
        email = await email_arrives(store)
        assert await store.load([("email", "a\0b"), ("place", "\0"), ("place", "\ud800")]) == {}
        assert await store.load([("email", "a\0b"), email.key]) == {email.key: email}
        assert await store.journal("\0") == []

    @pytest.mark.parametrize("letter", ["\0", "\ud800"])
    async def test_a_text_that_postgresql_cannot_hold_spares_the_changes_beside_it(
        self, installation: PostgresInstallation, letter: str
    ) -> None:
        store = await installation.open()
        good = received(store.new_id())
        bad = [
            Change(writes=(Write(None, Place(name=letter, agent=ADA)),), events=(FocusSet(at=NOON),)),
            Change(writes=good.writes, events=good.events, guards=((("place", letter), 0),)),
            received(store.new_id(), queue=letter),
        ]
        results = await asyncio.gather(*(store.save(change) for change in (*bad, good)), return_exceptions=True)
        assert [type(result) for result in results] == [BrokenInvariant] * 3 + [Committed]

    async def test_names_are_in_the_order_of_their_letters_numbers(self, installation: PostgresInstallation) -> None:
        store = await installation.open()
        ids = ["b", "B", "a", "A", "ä", "_", "1"]
        for id_ in ids:
            await store.save(received(id_))
        assert [email.id for email in await store.emails(EmailQuery(descending=False))] == sorted(ids)


class TestPlans:
    """No statement of daily life reads a whole table, however young its statistics are."""

    @pytest.fixture
    async def options(self, installation: PostgresInstallation) -> PostgresOptions:
        await upgrade(installation.options)
        return installation.options

    @pytest.mark.parametrize("name", [name for name in WRITE if not name.startswith("insert")])
    async def test_every_write_finds_its_rows_by_an_index(self, options: PostgresOptions, name: str) -> None:
        assert "Seq Scan" not in await plan_of(options, WRITE[name])

    @pytest.mark.parametrize("name", sorted(set(READ) - READS_EVERYTHING))
    async def test_every_read_can_find_its_rows_by_an_index(self, options: PostgresOptions, name: str) -> None:
        assert "Seq Scan" not in await plan_of(options, READ[name])

    @pytest.mark.parametrize(
        ("conditions", "index"),
        [
            ("queue = $3 and finished_at is null", "email_open"),
            ("queue = $3 and finished_at is not null", "email_finished"),
            ("contact = $3", "email_by_contact"),
            ("true", "email_by_arrival"),
        ],
    )
    async def test_lists_come_sorted_from_an_index(self, options: PostgresOptions, conditions: str, index: str) -> None:
        plan = await plan_of(options, READ["emails"].format(conditions=conditions, direction="desc"))
        assert f"Index Scan Backward using {index} " in plan
        assert "Sort" not in plan


class TestAudit:
    """What it finds in damaged databases is tested over all of them: `test_audit.py`."""

    async def test_it_works_beside_a_running_server_and_with_any_text(self, installation: PostgresInstallation) -> None:
        store = await installation.open()
        email, login = await offer(store)
        email = after(await store.save(accepted(email, login)), email.id)
        for comment in ("C:\\u0000 is a name", 'nul \0 quote " backslash \\ line\n ß \U0001f600'):
            email = after(await store.save(commented(email, comment)), email.id)
        assert await wrong_with(await installation.inspect()) == []


def test_the_cluster_says_why_it_cannot_be_started() -> None:
    assert postgres.why_not() is None
