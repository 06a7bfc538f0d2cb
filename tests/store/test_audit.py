"""An audit of a sound database finds nothing; each thing that is damaged is named. The same for every database."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from typing import Any

import pytest

from proffer.agents.login import Place, login_key
from proffer.audit import Audit
from proffer.center.credential import Credential
from proffer.interaction.contact import Address, Seen
from proffer.interaction.content import content_key
from proffer.interaction.email import QUEUED, Email, email_key
from proffer.interaction.known_message import KnownMessage
from tests.cast import ADA, BOB, CENTER, NOON
from tests.store.audited_house import AuditedHouse
from tests.store.installations import Installation, SqliteInstallation

NOBODY = "9" * 32


@pytest.fixture
async def house(installation: Installation) -> AsyncIterator[AuditedHouse]:
    made = await AuditedHouse.open(installation)
    yield made
    await made.close()


async def test_a_sound_database_has_nothing_wrong(house: AuditedHouse) -> None:
    assert [str(finding) for finding in await house.findings()] == []
    assert [item.email for item in (await house.login(ADA)).in_hand] == house.emails[:1]
    assert [item.email for item in (await house.login(BOB)).in_hand] == house.emails[1:2]


async def test_it_tells_how_far_it_has_come(house: AuditedHouse) -> None:
    told: list[tuple[str, int, int]] = []
    inspection = await house.installation.inspect()
    audit = Audit(inspection, house.installation.folder, lambda *far: told.append(far))
    assert [finding async for finding in audit.findings()] == []
    await inspection.close()
    parts = list(dict.fromkeys(what for what, _, _ in told))
    assert parts == ["pages and columns", "login", "email", "content", "contact", "record", "journal", "files"]
    assert ("email", 5, 5) in told


async def test_it_counts_what_it_read(house: AuditedHouse) -> None:
    inspection = await house.installation.inspect()
    audit = Audit(inspection)
    assert [finding async for finding in audit.findings()] == []
    await inspection.close()
    assert (audit.wrong, audit.notes, audit.counts["email"], audit.counts["login"]) == (0, 0, 5, 2)


class TestHands:
    async def test_a_holder_whose_login_does_not_know(self, house: AuditedHouse) -> None:
        await house.change(login_key(ADA), in_hand=())
        [finding] = await house.findings()
        assert str(finding).startswith(f"email {house.emails[0]}: ada holds it, but his login does not know; keep a ")

    async def test_an_invited_agent_whose_login_does_not_know(self, house: AuditedHouse) -> None:
        await house.change(login_key(BOB), in_hand=())
        assert await house.wrong() == [("invited_has_it_in_hand", "email", house.emails[1])]

    async def test_an_email_in_hand_that_somebody_else_holds(self, house: AuditedHouse) -> None:
        both = (*(await house.login(BOB)).in_hand, *(await house.login(ADA)).in_hand)
        await house.change(login_key(BOB), in_hand=both)
        assert await house.wrong() == [("in_hand_is_held", "login", BOB)]

    async def test_an_email_in_hand_that_does_not_exist(self, house: AuditedHouse) -> None:
        [item] = (await house.login(BOB)).in_hand
        await house.change(login_key(BOB), in_hand=(item, type(item)(email="gone", queue="support", since=NOON)))
        assert await house.wrong() == [("in_hand_is_held", "login", BOB)]

    async def test_an_email_in_hand_twice(self, house: AuditedHouse) -> None:
        await house.change(login_key(BOB), in_hand=(await house.login(BOB)).in_hand * 2)
        assert await house.wrong() == [("in_hand_once", "login", BOB)]

    async def test_an_email_in_hand_from_another_queue(self, house: AuditedHouse) -> None:
        [item] = (await house.login(BOB)).in_hand
        await house.change(login_key(BOB), in_hand=(type(item)(email=item.email, queue="other", since=NOON),))
        assert await house.wrong() == [("in_hand_has_the_queue", "login", BOB)]

    async def test_an_invitation_into_a_session_that_is_over(self, house: AuditedHouse) -> None:
        await house.change(login_key(BOB), id="another session")
        assert await house.wrong() == [("invited_in_this_login", "email", house.emails[1])]

    async def test_a_place_whose_agent_is_elsewhere(self, house: AuditedHouse) -> None:
        await house.put(Place(name="desk-9", agent=BOB))
        assert await house.wrong() == [("place_has_its_login", "place", "desk-9")]

    async def test_an_agent_whose_place_does_not_know(self, house: AuditedHouse) -> None:
        await house.change(("place", "desk-b"), agent=None)
        assert await house.wrong() == [("login_has_its_place", "login", BOB)]

    async def test_a_closed_login_that_still_has_a_place(self, house: AuditedHouse) -> None:
        await house.change(login_key(ADA), open=False)
        rules = {rule for rule, _, _ in await house.wrong()}
        assert rules == {"open_login_has_a_place", "place_has_its_login"}


class TestEmails:
    @pytest.mark.parametrize(
        ("fields", "rule"),
        [
            ({"contact_id": "nobody"}, "contact_exists"),
            ({"parent_id": "nobody"}, "parent_exists"),
            ({"handling_deadline": None}, "held_has_a_deadline"),
        ],
    )
    async def test_what_it_names_must_be_there(self, house: AuditedHouse, fields: dict[str, Any], rule: str) -> None:
        await house.change(email_key(house.emails[0]), **fields)
        assert await house.wrong() == [(rule, "email", house.emails[0])]

    async def test_a_queue_that_nobody_serves(self, house: AuditedHouse) -> None:
        queues = tuple(queue for queue in CENTER.queues if queue.name != "support")
        await house.change(CENTER.key, queues=queues, mailboxes=())
        found = [one for one in await house.wrong() if one[1] == "email"]
        assert found == [("queue_exists", "email", email) for email in house.emails[:2]] or found == [
            ("queue_exists", "email", email) for email in reversed(house.emails[:2])
        ]

    async def test_an_email_without_its_content(self, house: AuditedHouse) -> None:
        await house.remove(content_key(house.emails[2]))
        assert ("email_has_its_content", "email", house.emails[2]) in await house.wrong()

    async def test_an_email_that_is_gone(self, house: AuditedHouse) -> None:
        await house.remove(email_key(house.emails[2]))
        rules = {rule for rule, _, _ in await house.wrong()}
        assert rules == {"content_has_its_email", "seen_has_its_email", "journal_email_exists"}

    async def test_an_id_that_may_be_given_out_again(self, house: AuditedHouse) -> None:
        await house.put(Email(id="00001aZZZZZZZZZZ", queue="support", arrived_at=NOON, queued_at=NOON))
        assert ("id_is_below_the_mark", "email", "00001aZZZZZZZZZZ") in await house.wrong()

    async def test_mail_whose_content_names_no_original(self, house: AuditedHouse) -> None:
        await house.change(content_key(house.emails[0]), blob=None)
        found = await house.findings(blobs=False)
        assert [(one.rule, one.id) for one in found] == [("content_has_its_original", house.emails[0])]


class TestJournal:
    async def test_a_record_that_is_not_where_its_journal_leads(self, house: AuditedHouse) -> None:
        await house.change(login_key(ADA), in_hand=())
        await house.change(email_key(house.emails[0]), state=QUEUED, holder=None, handling_deadline=None)
        [finding] = await house.findings()
        assert finding.rule == "journal_tells_the_record"
        assert finding.what.startswith("state Held in the journal, Queued in the record; holder ada in the journal")

    async def test_an_email_that_was_never_received(self, house: AuditedHouse) -> None:
        known = await house.load(email_key(house.emails[2]))
        new = type(known)(id=house.store.new_id(), queue="support", arrived_at=NOON, queued_at=NOON)
        await house.put(new)
        assert ("journal_tells_the_record", "email", new.id) in await house.wrong()


class TestCenter:
    async def test_a_centre_that_apply_would_not_accept(self, house: AuditedHouse) -> None:
        await house.change(CENTER.key, groups=())
        found = [finding for finding in await house.findings() if finding.rule == "center_is_valid"]
        assert [finding.what.partition(": ")[2] for finding in found] == [
            *(f'users.{name}.groups[0]: there is no group "Support"' for name in ("ada", "bob", "cyn")),
            'queues.support.targets[0]: there is no group "Support"',
            'queues.support-review.targets[0]: there is no group "Support"',
        ]
        assert found[0].todo == "proffer export center.toml, mend it there, proffer apply center.toml"


class TestOthers:
    async def test_a_contact_whose_address_belongs_to_another(self, house: AuditedHouse) -> None:
        await house.change(("address", "kim1@example.org"), contact="nobody")
        assert {rule for rule, _, _ in await house.wrong()} == {"address_has_its_contact", "contact_has_its_addresses"}

    async def test_an_address_that_its_contact_does_not_have(self, house: AuditedHouse) -> None:
        kim = await house.load(("address", "kim1@example.org"))
        await house.put(Address(address="other@example.org", contact=kim.contact))
        assert await house.wrong() == [("address_has_its_contact", "address", "other@example.org")]

    async def test_a_contact_whose_address_is_not_written_down(self, house: AuditedHouse) -> None:
        kim = await house.load(("address", "kim1@example.org"))
        await house.remove(kim.key)
        assert await house.wrong() == [("contact_has_its_addresses", "contact", kim.contact)]

    async def test_a_mark_of_a_message_whose_email_is_gone(self, house: AuditedHouse) -> None:
        await house.put(Seen(fingerprint="1f", email="gone", at=NOON))
        assert await house.wrong() == [("seen_has_its_email", "seen", "1f")]

    async def test_a_message_id_whose_email_is_gone(self, house: AuditedHouse) -> None:
        await house.put(KnownMessage(id="<1@example.org>", email="gone"))
        assert await house.wrong() == [("message_has_its_email", "known_message", "<1@example.org>")]

    async def test_a_password_of_nobody(self, house: AuditedHouse) -> None:
        await house.put(Credential(user=NOBODY, password_hash="x"))
        assert await house.wrong() == [("user_is_known", "credential", NOBODY)]


class TestRows:
    """What only the tables themselves can have wrong."""

    @pytest.mark.parametrize(
        ("damage", "rule", "what"),
        [
            ("update email set body = '{\"id\": 1}'", "body_can_be_read", "its body cannot be read: "),
            ("insert into record (kind, id, version, body) values ('ghost', 'x', 1, '{}')", "kind_is_known", "no such"),
            ("update login set version = 900", "version_repeats_the_body", "its version is 900, in its body "),
            (
                "update record set id = 'x' where kind = 'credential'",
                "key_repeats_the_body",
                "its body is that of",
            ),
            ("delete from journal where number = 3", "journal_without_gaps", "1 number missing before it"),
            ("update journal set position = 1 where number = 1", "journal_positions", "1 events of its change missing"),
            ("update journal set type = 'Ghost' where number = 1", "event_is_known", "there is no event Ghost"),
            ("update journal set schema = 9 where number = 1", "event_is_known", "CenterApplied has schema 9, not 1"),
            (
                "update journal set body = '{}' where type = 'EmailReceived'",
                "event_can_be_read",
                "EmailReceived c",
            ),
        ],
    )
    async def test_damage_done_by_hand_is_named(self, house: AuditedHouse, damage: str, rule: str, what: str) -> None:
        await house.store.close()
        if not await house.installation.execute(damage):
            pytest.skip("has no tables")
        found = [finding for finding in await house.findings() if finding.rule == rule]
        assert found, [str(finding) for finding in await house.findings()]
        assert what in found[0].what

    async def test_columns_that_differ_from_the_body(self, house: AuditedHouse) -> None:
        await house.store.close()
        if not await house.installation.execute("update email set queue = 'elsewhere'"):
            pytest.skip("has no tables")
        found = {finding.what for finding in await house.findings()}
        assert found == {f"email {email}: its columns differ from its body" for email in await house.every_email()}


class TestDamagedPages:
    """What cannot be read is said once, and nothing false follows from it."""

    @pytest.fixture
    async def sqlite_house(self, sqlite: SqliteInstallation) -> AsyncIterator[AuditedHouse]:
        made = await AuditedHouse.open(sqlite)
        await made.store.close()
        yield made
        await made.close()

    @pytest.mark.parametrize(("table", "reads"), [("email", "emails"), ("login", "logins"), ("record", "records")])
    async def test_a_table_that_cannot_be_read(self, sqlite_house: AuditedHouse, table: str, reads: str) -> None:
        path = sqlite_house.installation.path  # type: ignore[attr-defined]
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("pragma wal_checkpoint(truncate)").fetchall()
            [(page,)] = connection.execute("select rootpage from sqlite_schema where name = ?", (table,)).fetchall()
            [(page_bytes,)] = connection.execute("pragma page_size").fetchall()
        with path.open("r+b") as file:
            file.seek(
                page_bytes * (page - 1)
            )  # its first byte says what kind of page it is: of this kind there is none
            file.write(b"\xff" * 2000)
        told = [str(finding) for finding in await sqlite_house.findings()]
        assert any(line.startswith(f"database: reading the {reads} failed: ") for line in told)
        assert all(line.startswith("database: ") or "contact" in line for line in told), told
