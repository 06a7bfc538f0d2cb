"""Records: written, found again as they were, changed, deleted."""

from __future__ import annotations

from typing import Any

import pytest

from proffer.agents.api_token import ApiToken, ApiTokens
from proffer.agents.http_session import HttpSession
from proffer.agents.login import MediaChannel, Place
from proffer.center.center import Center
from proffer.center.credential import Credential
from proffer.center.queue import Queue, Target
from proffer.center.user import User
from proffer.engine.ports import BrokenInvariant
from proffer.interaction.contact import Address, Contact, Seen
from proffer.interaction.content import Attachment, Content, Warning_
from proffer.interaction.delivery import Delivery, Recipient
from proffer.interaction.document import Document
from proffer.interaction.email import HELD, OFFERED, Email, Invitation, email_key
from proffer.interaction.events import CommentAdded, FocusSet
from proffer.interaction.known_message import KnownMessage
from proffer.interaction.response_usage import ResponseUsage
from proffer.interaction.workbin import Workbin
from proffer.record import Change, Record, UserData, Write, replace
from proffer.store.kinds import KINDS
from tests.store.cast import ADA, BOB, NOON, commented, email_arrives, email_of, login_of, offer

SAMPLES: list[Record] = [
    Email(
        id="00001a0000000001",
        queue="support",
        arrived_at=NOON,
        queued_at=NOON,
        state=OFFERED,
        holder=ADA,
        invitation=Invitation(agent=BOB, login="l", offered_at=NOON, expires_at=NOON + 1, giver=ADA, reference=7),
        refused=("E1", "E2"),
        user_data=UserData({"Ä": "ö\u0000\U0001f600", "n": 1, "f": 1.5, "deep": {"list": [None, True]}}),
        from_="jonas@example.org",
        to=("a@b.c", "d@e.f"),
        subject="'; drop table email; --",
        contact_id="00001aCONTACT001",
    ),
    Content(
        id="00001a0000000001",
        html="<p>ß</p>",
        attachments=(Attachment(id="00001aDOCUMENT01", name="a b.pdf", size=3, mime="application/pdf"),),
        warnings=(Warning_("charset", "unknown"),),
        blob="0" * 32,
        references=("<1@x>", "<2@x>"),
    ),
    Place(name="desk 17", agent=ADA),
    Contact(id="00001aCONTACT001", first_name="Jonas", email_addresses=("jonas@example.org",), attributes={"k": "v"}),
    Address(address="jonas@example.org", contact="00001aCONTACT001"),
    Workbin(id="w", owner=ADA, name="email-draft-wb", items=("00001a0000000001",)),
    KnownMessage(id="<1@example.org>", email="00001a0000000001"),
    ResponseUsage(id="R" * 16, counts={"AdministratorResponse": 2}, last_used_at=NOON),
    Seen(fingerprint="f" * 64, email="00001a0000000001", at=NOON),
    Center(
        users=(User(id=ADA, user_name="ada", employee_id="E1"),),
        queues=(Queue(id="q", number=1, name="support", targets=(Target(kind="group", text="S", wait_seconds=3),)),),
    ),
    Credential(user=ADA, password_hash="$argon2id$…"),
    HttpSession(id_sha256="e" * 64, user=ADA, csrf_token="t"),
    ApiTokens(
        user=ADA, tokens=(ApiToken(id="t", name="crm", scopes=("read",), secret_sha256="s", made_at=1, made_by=ADA),)
    ),
    Document(
        id="00001aDOCUMENT02",
        owner=ADA,
        email="00001a0000000001",
        name="ü\u0000.pdf",
        mime="application/pdf",
        size=3,
        blob="1" * 32,
        part="2.1",
        uploaded_at=NOON,
        expires_at=NOON + 1,
    ),
    Delivery(email="00001a0000000001", due_at=NOON, expires_at=NOON + 1, recipients=(Recipient(address="a@b.c"),)),
]


def made(*records: Record) -> Change:
    return Change(writes=tuple(Write(None, record) for record in records), events=(FocusSet(at=NOON),))


async def test_what_was_saved_is_found_as_it_was_with_version_one(store: Any) -> None:
    login = replace(await login_of(store, BOB), open=True, media_channel=MediaChannel(state_id="s", state="Ready"))
    samples = [*SAMPLES, login]
    await store.save(made(*samples))
    found = await store.load(record.key for record in samples)
    assert found == {record.key: replace(record, version=1) for record in samples}


async def test_every_kind_of_record_has_a_sample_here() -> None:
    assert {*(record.key[0] for record in SAMPLES), "login"} == set(KINDS)


async def test_what_is_not_there_is_not_found(store: Any) -> None:
    email = await email_arrives(store)
    keys = [("email", "00001aNOTTHERE00"), ("login", ADA), ("place", email.id), ("content", email.id)]
    assert await store.load(keys) == {}
    assert await store.load([]) == {}


async def test_many_records_are_found_in_one_call(store: Any) -> None:
    emails = [await email_arrives(store) for _ in range(60)]
    for count in (2, 9, 60):
        keys = [email.key for email in emails[:count]]
        assert await store.load([*keys, *keys, ("login", ADA)]) == {email.key: email for email in emails[:count]}


async def test_each_change_raises_the_version_by_one(store: Any) -> None:
    email = await email_arrives(store)
    for version in (2, 3, 4):
        await store.save(commented(await email_of(store, email.id), f"comment {version}"))
        found = await email_of(store, email.id)
        assert (found.version, found.comment) == (version, f"comment {version}")


async def test_a_deleted_record_is_gone_and_can_be_made_again(store: Any) -> None:
    place = Place(name="desk-17")
    await store.save(made(place))
    found = (await store.load([place.key]))[place.key]
    await store.save(Change(writes=(Write(found, None),), events=(FocusSet(at=NOON),)))
    assert await store.load([place.key]) == {}
    await store.save(made(place))
    assert (await store.load([place.key]))[place.key].version == 1


@pytest.mark.parametrize("sample", [0, 1, 2], ids=["email", "content", "place"])
async def test_every_table_can_delete(store: Any, sample: int) -> None:
    record = SAMPLES[sample]
    await store.save(made(record))
    await store.save(Change(writes=(Write(replace(record, version=1), None),), events=(FocusSet(at=NOON),)))
    assert await store.load([record.key]) == {}


async def test_a_save_tells_the_records_with_their_new_versions(store: Any) -> None:
    email, _ = await offer(store)
    committed = await store.save(commented(email))
    assert committed.node == "n1"
    assert committed.change.writes[0].after == await email_of(store, email.id)
    assert committed.change.writes[0].before == email


async def test_a_version_nobody_stored_counts_as_absent(store: Any) -> None:
    place = Place(name="desk-17")
    await store.save(Change(writes=(Write(place, replace(place, agent=ADA)),), events=(FocusSet(at=NOON),)))
    assert (await store.load([place.key]))[place.key] == replace(place, agent=ADA, version=1)


async def test_an_email_is_found_under_its_new_queue_and_contact(store: Any) -> None:
    email = await email_arrives(store)
    moved = replace(email, queue="second-level", contact_id="00001aCONTACT001", arrived_at=NOON - 1)
    await store.save(Change(writes=(Write(email, moved),), events=(CommentAdded(at=NOON, email=email.id),)))
    assert (await store.load([email_key(email.id)]))[email_key(email.id)] == replace(moved, version=2)


class Wallet(Record, frozen=True, kw_only=True):
    @property
    def key(self) -> tuple[str, str]:
        return ("wallet", "1")


@pytest.mark.parametrize(
    "change",
    [
        Change(writes=(Write(None, Place(name="a")),), events=()),
        Change(writes=(Write(None, Place(name="a")), Write(None, Place(name="a"))), events=(FocusSet(at=NOON),)),
        Change(writes=(Write(Place(name="a", version=1), Place(name="b")),), events=(FocusSet(at=NOON),)),
        Change(writes=(Write(Place(name="a"), None),), events=(FocusSet(at=NOON),)),
        Change(writes=(Write(None, Wallet()),), events=(FocusSet(at=NOON),)),
    ],
    ids=["no event", "one record twice", "another key after", "delete what never was", "unknown kind"],
)
async def test_a_change_that_makes_no_sense_is_refused_whole(store: Any, change: Change) -> None:
    with pytest.raises(BrokenInvariant):
        await store.save(change)
    assert await store.load([("place", "a"), ("place", "b")]) == {}
    assert (await store.save(commented(await email_arrives(store)))).number == 2, "refused changes take no number"


@pytest.mark.parametrize("value", [object(), "\ud800", {1, 2}.pop], ids=["object", "half a letter", "function"])
async def test_user_data_that_json_cannot_hold_is_refused(store: Any, value: Any) -> None:
    email = await email_arrives(store)
    with pytest.raises(BrokenInvariant):
        await store.save(
            Change(
                writes=(Write(email, replace(email, user_data=email.user_data.with_({"key": value}))),),
                events=(FocusSet(at=NOON, email=email.id),),
            )
        )
    assert await email_of(store, email.id) == email


async def test_a_centre_whose_look_ups_were_used_is_stored_without_them(store: Any) -> None:
    center = next(sample for sample in SAMPLES if isinstance(sample, Center))
    assert center.user_by_id
    await store.save(made(center))
    assert (await store.load([center.key]))[center.key] == replace(center, version=1)


async def test_half_of_held_is_not_held(store: Any) -> None:
    email = await email_arrives(store)
    with pytest.raises(BrokenInvariant, match="held_means_a_holder"):
        await store.save(
            Change(writes=(Write(email, replace(email, state=HELD)),), events=(FocusSet(at=NOON, email=email.id),))
        )
    assert await email_of(store, email.id) == email
