"""Contacts are found by name, address and phone number, on every database the same way and never by a scan."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from proffer.engine.ports import ContactQuery
from proffer.interaction.contact import Contact, contact_key
from proffer.interaction.contact_search import EMAIL, FIRST_NAME, LAST_NAME, PHONE, pattern_of
from proffer.interaction.events import FocusSet
from proffer.record import Change, Write, replace
from proffer.store.kinds import encode
from proffer.store.sqlite import check
from proffer.store.sqlite.migrate import upgrade
from tests.store.audited import wrong_with
from tests.store.cast import NOON
from tests.store.installations import DATABASES, Installation, PostgresInstallation, SqliteInstallation

KIM = Contact(
    id="kim",
    first_name="Kim",
    last_name="Ångström",
    email_addresses=("kim@example.org", "kim.privat@example.com"),
    phone_numbers=("+49 (30) 1234-5",),
)
JONAS = Contact(id="jonas", first_name="Jonas", last_name="Weber", email_addresses=("jonas@example.com",))
WEBER = Contact(id="weber", last_name="weber", email_addresses=("w_b@example.com",), phone_numbers=("030 12345",))
NOBODY = Contact(id="nobody")


async def saved(store: Any, before: Contact | None, after: Contact | None) -> None:
    await store.save(Change(writes=(Write(before, after),), events=(FocusSet(at=NOON),)))


async def found(store: Any, **texts: str) -> list[str]:
    patterns = {field: pattern_of(field, text) for field, text in texts.items()}
    contacts, number = await store.contacts(ContactQuery(patterns=patterns, sort="id"))
    assert number == len(contacts)
    return [contact.id for contact in contacts]


@pytest.fixture
async def known(store: Any) -> Any:
    for contact in (KIM, JONAS, WEBER, NOBODY):
        await saved(store, None, contact)
    return store


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({}, ["jonas", "kim", "nobody", "weber"]),
        ({LAST_NAME: "weber"}, ["jonas", "weber"]),
        ({LAST_NAME: "WEBER", FIRST_NAME: "jonas"}, ["jonas"]),
        ({LAST_NAME: "ångstrÖm"}, ["kim"]),
        ({LAST_NAME: "web"}, []),
        ({LAST_NAME: "web*"}, ["jonas", "weber"]),
        ({LAST_NAME: "*er"}, ["jonas", "weber"]),
        ({LAST_NAME: "å*m"}, ["kim"]),
        ({LAST_NAME: "*n*m"}, ["kim"]),
        ({LAST_NAME: "w*x*r"}, []),
        ({LAST_NAME: "*"}, ["jonas", "kim", "nobody", "weber"]),
        ({EMAIL: "*@example.com"}, ["jonas", "kim", "weber"]),
        ({EMAIL: "kim*"}, ["kim"]),
        ({EMAIL: "w_b@*"}, ["weber"]),
        ({EMAIL: "k_m@*"}, []),
        ({EMAIL: "%@*"}, []),
        ({PHONE: "+49 30 12345"}, ["kim"]),
        ({PHONE: "*12345"}, ["kim", "weber"]),
        ({PHONE: "*12345", LAST_NAME: "weber"}, ["weber"]),
        ({LAST_NAME: "o'brien\0"}, []),
    ],
)
async def test_contacts_are_found_by_what_they_are_called(
    known: Any, texts: dict[str, str], expected: list[str]
) -> None:
    assert await found(known, **texts) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (ContactQuery(), ["nobody", "weber", "jonas", "kim"]),
        (ContactQuery(sort="first_name"), ["nobody", "weber", "jonas", "kim"]),
        (ContactQuery(sort="id", descending=True), ["weber", "nobody", "kim", "jonas"]),
        (ContactQuery(limit=2, offset=1), ["weber", "jonas"]),
        (ContactQuery(descending=True, limit=1), ["kim"]),
        (ContactQuery(offset=9), []),
    ],
)
async def test_a_page_of_all_contacts_is_in_order_and_tells_their_number(
    known: Any, query: ContactQuery, expected: list[str]
) -> None:
    contacts, number = await known.contacts(query)
    assert ([contact.id for contact in contacts], number) == (expected, 4)


async def test_a_contact_that_changed_is_found_by_what_it_is_called_now(known: Any) -> None:
    [kim] = (await known.load([contact_key("kim")])).values()
    married = replace(kim, last_name="Weber", email_addresses=("kim@example.org",))
    await saved(known, kim, married)
    assert await found(known, last="weber") == ["jonas", "kim", "weber"]
    assert await found(known, last="ångström") == []
    assert await found(known, email="kim.privat@example.com") == []
    assert await found(known, email="kim@example.org") == ["kim"]


async def test_a_contact_that_was_merged_into_another_is_not_found(known: Any) -> None:
    [weber] = (await known.load([contact_key("weber")])).values()
    merged = replace(weber, merged_into="jonas")
    await saved(known, weber, merged)
    assert await found(known, last="weber") == ["jonas"]
    assert await found(known) == ["jonas", "kim", "nobody"]
    await saved(known, replace(merged, version=2), replace(weber, version=2))
    assert await found(known, last="weber") == ["jonas", "weber"]


async def test_a_contact_that_is_removed_is_not_found(known: Any) -> None:
    [kim] = (await known.load([contact_key("kim")])).values()
    await saved(known, kim, None)
    assert await found(known, email="kim*") == []


async def test_a_name_that_no_index_could_hold_is_found_by_its_beginning(store: Any) -> None:
    await saved(store, None, Contact(id="long", last_name="x\0" + "y" * 9_000))
    assert await found(store, last="xyy*") == ["long"]


async def test_contacts_are_audited(installation: Installation) -> None:
    store = await installation.open()
    await saved(store, None, KIM)
    await store.close()
    if await installation.execute("delete from contact_term where value = 'kim@example.org'"):
        told = await wrong_with(await installation.inspect())
        assert any("is not found by the address kim@example.org" in what for what in told), told
    if await installation.execute("update contact_term set contact = 'gone'"):
        told = await wrong_with(await installation.inspect())
        assert any("contact gone: is found by" in what for what in told), told


class TestMigration:
    """Contacts of earlier versions lie among the rare records."""

    def test_sqlite_moves_them(self, sqlite: SqliteInstallation) -> None:
        upgrade(sqlite.path)
        with sqlite3.connect(sqlite.path) as connection:
            connection.executescript(f"drop table email_words_index; {BEFORE}")
            connection.execute("insert into record values ('contact', 'kim', 1, ?)", (encode(replace(KIM, version=1)),))
        connection.close()
        upgrade(sqlite.path)
        with sqlite3.connect(sqlite.path) as connection:
            assert connection.execute("select last_name, first_name from contact").fetchall() == [("ångström", "kim")]
            assert connection.execute("select count(*) from contact_term").fetchall() == [(5,)]
            assert connection.execute("select count(*) from record").fetchall() == [(0,)]
        connection.close()
        assert check(sqlite.path) == []

    @pytest.mark.parametrize("installation", DATABASES[2:], indirect=True)
    async def test_postgresql_moves_them(self, installation: Installation) -> None:
        assert isinstance(installation, PostgresInstallation)
        postgres = installation
        await (await postgres.open()).close()
        body = encode(replace(KIM, version=1)).replace("'", "''")
        postgres.sql(f"{BEFORE}; insert into record values ('contact', 'kim', 1, '{body}')")
        store = await postgres.open()
        assert await found(store, last="ångström", phone="*12345") == ["kim"]
        await store.close()
        assert postgres.sql("select count(*) from record") == [["0"]]


BEFORE = (
    "drop table contact; drop table contact_term; drop table email_words;"
    " delete from schema_version where name in ('contacts', 'words')"
)
