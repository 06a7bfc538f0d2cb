"""The SQLite file: its lock, its schema, its limits, and what `check` finds in a damaged one."""

from __future__ import annotations

import asyncio
import os
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from proffer.engine.ports import ContactQuery, StoreDown
from proffer.interaction.contact_search import pattern_of
from proffer.interaction.email import email_key
from proffer.store.contact_rows import conditions_of, order_of
from proffer.store.refusals import DatabaseInUse, SchemaTooNew
from proffer.store.sql_file import named_statements
from proffer.store.sqlite import SqliteOptions, SqliteStore, check, upgrade
from proffer.store.sqlite import migrate as migrations
from proffer.store.sqlite.inspection import INSPECT
from proffer.store.sqlite.ledger import READ, WRITE
from tests.store.cast import ADA, BOB, NOON, commented, email_arrives, email_of, login_of, offer, received
from tests.store.installations import SqliteInstallation
from tests.store.other_process import start

TABLES = ("email", "content", "login", "contact", "contact_term", "record", "journal")
LISTS = {"emails", "contacts", "contacts_counted"}  # with gaps: looked at by themselves
READS_EVERYTHING = LISTS | {"open_records", "open_counts", "finished_counts", "received_count"}


def run_sql(path: Path, *statements: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        return [row for statement in statements for row in connection.execute(statement).fetchall()]
    finally:
        connection.close()


def with_gaps_filled(statement: str) -> str:
    """A statement of a list, for any list."""
    return statement.replace("{conditions}", "true").replace("{direction}", "desc").replace("{order}", "id")


def plan_of(path: Path, statement: str) -> list[str]:
    """How SQLite would carry it out. Raises if the statement is no SQL of this schema."""
    numbers = [int(number) for number in re.findall(r"\?(\d+)", statement)]
    values: Any = dict.fromkeys(re.findall(r":(\w+)", statement)) or (None,) * max(
        numbers, default=statement.count("?")
    )
    connection = sqlite3.connect(path)
    try:
        return [row[3] for row in connection.execute("explain query plan " + statement, values).fetchall()]
    finally:
        connection.close()


def emails_where(conditions: str) -> str:
    return READ["emails"].format(conditions=conditions, direction="desc")


class TestLock:
    async def test_a_second_store_is_refused_and_told_which_process_has_the_file(
        self, sqlite: SqliteInstallation
    ) -> None:
        await sqlite.open()
        with pytest.raises(DatabaseInUse, match=f"process {os.getpid()}"):
            await sqlite.open()

    async def test_another_process_is_refused_too(self, sqlite: SqliteInstallation) -> None:
        await sqlite.open()
        _, errors = await asyncio.to_thread(start("second_opener", sqlite.path).communicate, timeout=60)
        assert f"is open in process {os.getpid()}" in errors

    async def test_a_closed_store_gives_the_lock_back(self, sqlite: SqliteInstallation) -> None:
        store = await sqlite.open()
        await store.close()
        await (await sqlite.open()).close()
        upgrade(sqlite.path)

    async def test_a_store_that_could_not_be_opened_gives_the_lock_back(self, sqlite: SqliteInstallation) -> None:
        sqlite.path.write_bytes(b"this is no database, but it is long enough to look like one" * 100)
        for _ in range(2):
            with pytest.raises(sqlite3.DatabaseError):
                await sqlite.open()


class TestSchema:
    def test_a_new_file_gets_every_migration_once(self, tmp_path: Path) -> None:
        path = tmp_path / "new.db"
        assert upgrade(path) == migrations.known_version()
        assert upgrade(path) == migrations.known_version()
        assert run_sql(path, "select count(*) from schema_version") == [(migrations.known_version(),)]
        assert check(path) == []

    def test_a_file_of_a_newer_version_is_left_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "newer.db"
        upgrade(path)
        run_sql(path, "insert into schema_version (version, name) values (9999, 'from the future')")
        with pytest.raises(SchemaTooNew, match="9999"):
            upgrade(path)
        assert "9999" in check(path)[0]

    def test_a_migration_that_fails_leaves_nothing_behind(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path, folder = tmp_path / "half.db", tmp_path / "migrations"
        upgrade(path)
        folder.mkdir()
        known = migrations.known_version()
        (folder / f"{known + 1:04}_half.sql").write_text(
            "create table half (id integer);\ncreate tabel typo (id integer);"
        )
        monkeypatch.setattr(migrations, "FOLDER", folder)
        with pytest.raises(sqlite3.OperationalError):
            upgrade(path)
        assert run_sql(path, "select max(version) from schema_version") == [(known,)]
        assert run_sql(path, "select count(*) from sqlite_schema where name = 'half'") == [(0,)]

    def test_numbers_of_migrations_have_no_gaps(self) -> None:
        numbers = [int(file.name[:4]) for file in sorted(migrations.FOLDER.glob("*.sql"))]
        assert numbers == list(range(1, len(numbers) + 1))

    def test_every_statement_in_the_files_is_sql_that_this_schema_understands(self, tmp_path: Path) -> None:
        path = tmp_path / "new.db"
        upgrade(path)
        folder = Path(migrations.__file__).parent
        for file in ("write.sql", "read.sql", "node.sql", "check.sql", "inspect.sql"):
            for statement in named_statements(folder / file).values():
                plan_of(
                    path,
                    statement.replace("{conditions}", "true").replace("{direction}", "desc").replace("{order}", "id"),
                )

    def test_a_name_without_a_purpose_is_refused(self, tmp_path: Path) -> None:
        file = tmp_path / "mute.sql"
        file.write_text("-- name: mute\nselect 1;\n")
        with pytest.raises(ValueError, match="purpose"):
            named_statements(file)


class TestPlans:
    """No statement of daily life reads a whole table."""

    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        path = tmp_path / "plan.db"
        upgrade(path)
        return path

    @pytest.mark.parametrize(
        "name", [name for name in WRITE if not name.startswith("insert")], ids=lambda name: f"write {name}"
    )
    def test_every_write_finds_its_row_by_an_index(self, path: Path, name: str) -> None:
        assert not scans(plan_of(path, WRITE[name]))

    @pytest.mark.parametrize("name", sorted(set(READ) - READS_EVERYTHING))
    def test_every_read_finds_its_rows_by_an_index(self, path: Path, name: str) -> None:
        assert not scans(plan_of(path, READ[name]))

    @pytest.mark.parametrize("pattern", ["kim@example.org", "kim*", "*@example.org", "k*@*.org"])
    def test_contacts_are_found_by_an_index(self, path: Path, pattern: str) -> None:
        for plan in contact_plans(path, pattern):
            assert not scans(plan), plan

    def test_all_contacts_come_sorted_from_an_index(self, path: Path) -> None:
        for sort, index in (("last_name", "contact_by_name"), ("first_name", "contact_by_first_name")):
            order = order_of(ContactQuery(sort=sort, descending=True))
            plan = plan_of(path, READ["contacts"].format(conditions="true", order=order))
            assert index in plan[0]
            assert "TEMP B-TREE" not in " ".join(plan)

    @pytest.mark.parametrize("name", [name for name in INSPECT if name == "stories" or name.startswith("existing")])
    def test_an_audit_finds_by_an_index_what_a_batch_names(self, path: Path, name: str) -> None:
        assert not scans(plan_of(path, INSPECT[name]))

    @pytest.mark.parametrize(
        ("conditions", "index"),
        [
            ("queue = :queue and finished_at is null", "email_open"),
            ("queue = :queue and finished_at is not null", "email_finished"),
            ("contact = :contact", "email_by_contact"),
            ("true", "email_by_arrival"),
        ],
    )
    def test_lists_come_sorted_from_an_index(self, path: Path, conditions: str, index: str) -> None:
        plan = plan_of(path, emails_where(conditions))
        assert index in plan[0]
        assert "TEMP B-TREE" not in " ".join(plan)


def contact_plans(path: Path, pattern: str) -> list[list[str]]:
    """How a page of contacts, and their number, are found by an address."""
    query = ContactQuery(patterns={"email": pattern_of("email", pattern)})
    conditions = " and ".join(text.replace("{}", "?") for text, _ in conditions_of(query))
    names = ("contacts", "contacts_counted")
    return [plan_of(path, READ[name].format(conditions=conditions, order=order_of(query))) for name in names]


def scans(plan: list[str]) -> list[str]:
    """The lines that read a whole table; json_each is none."""
    return [line for line in plan if line.startswith("SCAN") and line.split()[1] in TABLES]


class TestFullDisk:
    async def test_when_the_disk_is_full_saves_fail_cleanly_and_go_on_when_there_is_room(
        self, sqlite: SqliteInstallation
    ) -> None:
        store = await sqlite.open()
        email = await email_arrives(store)
        writer = store._database.writer
        pages = writer.execute("pragma page_count").fetchall()[0][0]
        writer.execute(f"pragma max_page_count = {pages + 2}").fetchall()
        saves = [store.submit(received(store.new_id(), comment="x" * 3000)) for _ in range(20)]
        results = await asyncio.gather(*saves, return_exceptions=True)
        refused = [result for result in results if isinstance(result, StoreDown)]
        assert refused
        assert "FULL" in str(refused[0])
        assert len(refused) + sum(not isinstance(result, Exception) for result in results) == 20

        writer.execute("pragma max_page_count = 1000000").fetchall()
        written = 20 - len(refused)
        assert (await store.save(commented(email))).number == written + 2
        assert (await store.email_counts())["Queued"] == written + 1
        await store.close()
        assert check(sqlite.path) == []

    def test_a_file_that_may_not_grow_refuses_changes_and_keeps_those_it_took(self, tmp_path: Path) -> None:
        """RLIMIT_FSIZE in a process of its own: writes to the WAL fail as on a full disk."""
        path = tmp_path / "limited.db"
        writer = start("limited_writer", path)
        output, errors = writer.communicate(timeout=120)
        assert writer.returncode == 0, errors
        acknowledged = int(output)
        assert acknowledged > 0
        assert run_sql(path, "select count(*) from email") == [(acknowledged,)]
        assert check(path) == []


class BrokenCommit:
    """A writer connection whose next commit fails in a given way; everything else is the real one's."""

    def __init__(self, connection: sqlite3.Connection, code: str) -> None:
        self._connection = connection
        self._code = code

    def commit(self) -> None:
        trouble = sqlite3.OperationalError("disk I/O error")
        trouble.sqlite_errorname = self._code
        raise trouble

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


class TestFailedCommit:
    async def test_a_commit_that_could_not_be_written_is_asked_for_and_answered(
        self, sqlite: SqliteInstallation
    ) -> None:
        store = await sqlite.open()
        email = await email_arrives(store)
        ledger = store._commits._ledger
        real, ledger._writer = ledger._writer, BrokenCommit(ledger._writer, "SQLITE_IOERR_WRITE")
        with pytest.raises(StoreDown):
            await store.save(commented(email))
        ledger._writer = real
        assert (await store.save(commented(email))).number == 2

    async def test_a_commit_that_could_not_be_synced_ends_the_process(self, sqlite: SqliteInstallation) -> None:
        store = await sqlite.open()
        email = await email_arrives(store)
        ledger = store._commits._ledger
        real, ledger._writer = ledger._writer, BrokenCommit(ledger._writer, "SQLITE_IOERR_FSYNC")
        save = store.submit(commented(email))
        await asyncio.wait([save], timeout=10)
        ledger._writer = real
        assert save.cancelled()
        assert len(sqlite.stopped) == 1

    async def test_a_lock_held_by_a_foreign_program_is_waited_for_and_then_refused(
        self, sqlite: SqliteInstallation
    ) -> None:
        store = await SqliteStore.open(
            sqlite.path, clock=sqlite.clock, options=SqliteOptions(busy_timeout_ms=10), stop_node=sqlite._stop
        )
        sqlite.stores.append(store)
        email = await email_arrives(store)
        foreign = sqlite3.connect(sqlite.path, isolation_level=None)
        foreign.execute("begin immediate")
        with pytest.raises(StoreDown, match="BUSY"):
            await store.save(commented(email))
        foreign.execute("rollback")
        foreign.close()
        assert (await store.save(commented(email))).number == 2

    async def test_a_row_that_is_not_as_remembered_is_refused_and_then_read_again(
        self, sqlite: SqliteInstallation
    ) -> None:
        store = await sqlite.open()
        email = await email_arrives(store)
        run_sql(sqlite.path, "update email set version = 7, body = json_set(body, '$.version', 7)")
        with pytest.raises(AssertionError, match="as the judge believed"):
            await store.save(commented(email))
        await store.save(commented(await email_of(store, email.id)))
        assert (await email_of(store, email.id)).version == 8


class TestCheckpoint:
    async def test_the_wal_is_copied_into_the_file_and_does_not_grow_for_ever(self, sqlite: SqliteInstallation) -> None:
        options = SqliteOptions(wal_checkpoint_bytes=200_000, wal_truncate_bytes=600_000)
        store = await SqliteStore.open(sqlite.path, clock=sqlite.clock, options=options, stop_node=sqlite._stop)
        sqlite.stores.append(store)
        wal, longest = sqlite.path.with_name("proffer.db-wal"), 0
        for _ in range(60):
            await asyncio.gather(*(store.save(received(store.new_id(), comment="x" * 2000)) for _ in range(20)))
            longest = max(longest, wal.stat().st_size)
        assert longest < 3_000_000, "1,200 emails of more than a page each"
        assert sqlite.path.stat().st_size > 2_000_000
        await store.close()
        assert check(sqlite.path) == []

    async def test_a_reader_with_an_old_snapshot_delays_it_and_does_no_harm(self, sqlite: SqliteInstallation) -> None:
        options = SqliteOptions(wal_checkpoint_bytes=100_000, wal_truncate_bytes=200_000)
        store = await SqliteStore.open(sqlite.path, clock=sqlite.clock, options=options, stop_node=sqlite._stop)
        sqlite.stores.append(store)
        for _ in range(600):
            store.submit(received(store.new_id()))
        await store.save(received(store.new_id()))
        records = store.open_records()
        await anext(records)
        for _ in range(20):
            await asyncio.gather(*(store.save(received(store.new_id())) for _ in range(20)))
        assert len([record async for record in records]) == 600, "the rest of its moment"
        assert (await store.email_counts())["Queued"] == 1001

        wal = sqlite.path.with_name("proffer.db-wal")
        assert wal.stat().st_size > options.wal_truncate_bytes
        for _ in range(100):
            await asyncio.gather(*(store.save(received(store.new_id())) for _ in range(20)))
            if wal.stat().st_size < options.wal_truncate_bytes:
                break
        else:
            pytest.fail("the long file was never cut")


class TestCheck:
    """One line for each thing that SQLite itself finds wrong; the rest is in `test_audit.py`."""

    @pytest.fixture
    async def path(self, sqlite: SqliteInstallation) -> Path:
        store = await sqlite.open()
        await offer(store, ADA)
        await email_arrives(store)
        await login_of(store, BOB)
        await store.close()
        assert check(sqlite.path) == []
        return sqlite.path

    @pytest.mark.parametrize(
        ("damage", "found"),
        [
            ("update email set queue = 'elsewhere'", "its columns differ from its body"),
            ("update email set body = json_set(body, '$.version', 9)", "its columns differ from its body"),
            ("update login set version = 9", "its columns differ from its body"),
            ("insert into record (kind, id, version, body) values ('place', 'x', 2, '{\"version\":1}')", "its version"),
        ],
    )
    async def test_it_names_what_is_wrong(self, path: Path, damage: str, found: str) -> None:
        run_sql(path, damage)
        assert any(found in line for line in check(path)), check(path)

    async def test_it_tells_a_damaged_file(self, path: Path) -> None:
        run_sql(path, "pragma wal_checkpoint(truncate)")
        with path.open("r+b") as file:
            file.seek(4096 * 3 + 8)
            file.write(b"\xff" * 2000)
        assert check(path) != []

    def test_it_tells_a_missing_file(self, tmp_path: Path) -> None:
        assert "no such file" in check(tmp_path / "none.db")[0]
        assert not (tmp_path / "none.db").exists()

    async def test_it_works_beside_a_running_server(self, sqlite: SqliteInstallation) -> None:
        store = await sqlite.open()
        email = await email_arrives(store)
        assert check(sqlite.path) == []
        await store.save(commented(email))
        assert (await store.load([email_key(email.id)]))[email_key(email.id)].version == 2


async def test_a_path_may_hold_any_letter(tmp_path: Path) -> None:
    path = tmp_path / "50% of it? #1 – ü.db"
    store = await SqliteStore.open(path, clock=lambda: NOON)
    await email_arrives(store)
    await store.close()
    assert path.exists()
    assert check(path) == []


async def test_the_files_are_for_this_user_s_eyes_only(sqlite: SqliteInstallation) -> None:
    await email_arrives(await sqlite.open())
    modes = {path.name: path.stat().st_mode & 0o777 for path in sqlite.folder.iterdir()}
    assert modes == dict.fromkeys(("proffer.db", "proffer.db-wal", "proffer.db-shm", "proffer.db.lock"), 0o600)


async def test_a_closed_store_leaves_one_whole_file(sqlite: SqliteInstallation) -> None:
    store = await sqlite.open()
    await email_arrives(store)
    await store.close()
    assert {path.name for path in sqlite.folder.iterdir()} == {"proffer.db", "proffer.db.lock"}
