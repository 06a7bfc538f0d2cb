"""Emails are found by their words, on every database the same way, the newest first, and never by a scan."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from proffer.engine.records import Records
from proffer.engine.search import Search, Wanted
from proffer.interaction.content import Attachment, Content
from proffer.interaction.email import HELD, STOPPED, Email
from proffer.interaction.events import CommentAdded, EmailReceived
from proffer.interaction.search_words import terms_in
from proffer.record import Change, UserData, Write, replace
from proffer.store.sqlite.migrate import upgrade
from tests.cast import CENTER, SAM
from tests.store.cast import NOON
from tests.store.installations import DATABASES, Installation, PostgresInstallation, SqliteInstallation

FAR = 2**62


def email(number: int, subject: str, **fields: Any) -> Email:
    told = {"queue": "support", "arrived_at": NOON + number, "queued_at": NOON + number, "subject": subject}
    return Email(**{"id": f"00001a00000000{number:02d}", **told, **fields})


async def saved(store: Any, one: Email, text: str, **content: Any) -> None:
    writes = (Write(None, one), Write(None, Content(id=one.id, text=text, **content)))
    await store.save(Change(writes=writes, events=(EmailReceived(at=NOON, email=one.id, queue=one.queue),)))


async def found(store: Any, asked: str, before: int = FAR, limit: int = 10) -> list[int]:
    looked = await store.search(terms_in(asked), before, limit)
    return [int(hit.email.id[-2:]) for hit in looked.hits]


@pytest.fixture
async def known(store: Any) -> Any:
    await saved(store, email(1, "Invoice 20417", from_="Jonas <jonas.weber@example.org>"), "It was charged twice.")
    await saved(store, email(2, "Re: Invoice", cc=("Kim Müller <kim@x.example>",)), "twice I was charged")
    bill = Attachment(id="00001aDOCUMENT01", name="bill-march.pdf", size=1, mime="application/pdf")
    await saved(store, email(3, "請求書", user_data=UserData({"FromPersonal": "Zoë"})), "…", attachments=(bill,))
    return store


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("invoice", [2, 1]),
        ("INVOICE twice", [2, 1]),
        ('"charged twice"', [1]),
        ("invoice 20417", [1]),
        ("inv", []),
        ("inv*", [2, 1]),
        ('"invoice 20*', [1]),
        ("jonas.weber@example.org", [1]),
        ("weber", [1]),
        ("muller", [2]),
        ("求", [3]),
        ("求書", [3]),
        ("書求", []),
        ("zoe", [3]),
        ("march.pdf", [3]),
        ("nothing", []),
        ("charged nothing", []),
    ],
)
async def test_all_words_must_be_there(known: Any, asked: str, numbers: list[int]) -> None:
    assert await found(known, asked) == numbers


async def test_the_rest_begins_below_the_last_place(known: Any) -> None:
    first = await known.search(terms_in("invoice"), FAR, 1)
    assert first.bottom == first.hits[0].place
    assert await found(known, "invoice", first.bottom) == [1]


async def test_a_comment_and_another_text_are_found_and_the_old_one_is_not(known: Any) -> None:
    one = email(1, "Invoice 20417", from_="Jonas <jonas.weber@example.org>", version=1)
    noted = replace(one, comment="Called back")
    await known.save(Change(writes=(Write(one, noted),), events=(CommentAdded(at=NOON, email=one.id),)))
    assert await found(known, "called") == [1]
    before = Content(id=one.id, text="It was charged twice.", version=1)
    after = replace(before, text="refunded")
    await known.save(Change(writes=(Write(before, after),), events=(CommentAdded(at=NOON, email=one.id),)))
    assert await found(known, "refunded") == [1]
    assert await found(known, "charged") == [2]
    assert await found(known, "20417 called") == [1]


async def test_another_subject_and_another_text_in_one_change_are_both_found(known: Any) -> None:
    one = email(1, "Invoice 20417", from_="Jonas <jonas.weber@example.org>", version=1)
    before = Content(id=one.id, text="It was charged twice.", version=1)
    writes = (Write(one, replace(one, subject="Receipt")), Write(before, replace(before, text="refunded")))
    await known.save(Change(writes=writes, events=(CommentAdded(at=NOON, email=one.id),)))
    assert await found(known, "receipt refunded") == [1]
    assert await found(known, "20417") == []


async def test_a_change_of_state_touches_no_words(known: Any) -> None:
    one = email(1, "Invoice 20417", from_="Jonas <jonas.weber@example.org>", version=1)
    held = replace(one, state=HELD, holder="a" * 32, handling_deadline=NOON)
    await known.save(Change(writes=(Write(one, held),), events=(CommentAdded(at=NOON, email=one.id),)))
    [hit] = (await known.search(terms_in("20417"), FAR, 10)).hits
    assert hit.email.state == HELD


async def test_what_fits_seldom_is_gone_on_with(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a frequent word only some hits are looked at for one answer; all are found in the end, each once."""
    monkeypatch.setattr("proffer.engine.search.HITS_AT_ONCE", (2, 2))
    for number in range(1, 12):
        ended = {"state": STOPPED, "finished_at": NOON, "queue": "rare" if number in (1, 2, 11) else "support"}
        await saved(store, email(number, "Invoice", **ended), "")
    records = Records(store)
    records.center = CENTER
    search, user = Search(store, records), CENTER.user_by_id[SAM]
    numbers: list[int] = []
    place: int | None = FAR
    answers = 0
    while place is not None:
        wanted = Wanted(terms=terms_in("invoice"), queue="rare", before=place, limit=2)
        answer = await search.find(wanted, user)
        numbers += [int(one.id[-2:]) for one in answer.emails]
        place, answers = answer.next, answers + 1
    assert numbers == [11, 2, 1]
    assert answers > 2


BEFORE = "drop table email_words; delete from schema_version where name = 'words'"


class TestMigration:
    """Emails that were there before there were words are found, too."""

    async def test_sqlite_finds_them(self, sqlite: SqliteInstallation) -> None:
        store = await sqlite.open()
        await saved(store, email(1, "Invoice"), "charged twice")
        await store.close()
        with sqlite3.connect(sqlite.path) as connection:
            connection.executescript(f"drop table email_words_index; {BEFORE}")
        connection.close()
        upgrade(sqlite.path)
        store = await sqlite.open()
        assert await found(store, "invoice twice") == [1]
        await store.close()

    @pytest.mark.parametrize("installation", DATABASES[2:], indirect=True)
    async def test_postgresql_finds_them(self, installation: Installation) -> None:
        assert isinstance(installation, PostgresInstallation)
        store = await installation.open()
        await saved(store, email(1, "Invoice"), "charged twice")
        await store.close()
        installation.sql(BEFORE)
        store = await installation.open()
        assert await found(store, "invoice twice") == [1]
        await store.close()
