"""What administrators ask for, on a real store in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from proffer.center.credential import Credential
from proffer.control import (
    AddUser,
    Administration,
    AdministrationRefused,
    Apply,
    Inject,
    SetPassword,
    Status,
    Why,
)
from proffer.interaction.email import Email
from proffer.interaction.events import EmailReceived
from proffer.mail.receiving import Accepted, Envelope, FileSpool, Mailboxes, Refused, Reply, Spool
from proffer.record import Change, Record, Write
from proffer.store.memory import MemoryStore

NOON = 1_772_442_847_000
TEXT = """\
[users.ada]
groups = ["Support"]
[groups]
Support = ""
[queues.support]
targets = ["Support"]
[queues.old]
targets = ["Support"]
[mailboxes]
"support@demo.test" = "support"
"""
WITHOUT_OLD = TEXT.replace('[queues.old]\ntargets = ["Support"]\n', "")


async def hashed(password: str) -> str:
    return f"hash of {password}"


class TakesAll:
    """An intake that keeps what it is given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.delivered: list[tuple[Envelope, bytes]] = []
        self._mailboxes = Mailboxes(["support@demo.test"])

    def mailbox_for(self, recipient: str) -> Accepted | Refused:
        return self._mailboxes.mailbox_for(recipient)

    def spool(self) -> Spool:
        return FileSpool(self.folder)

    async def deliver(self, envelope: Envelope, spooled: Spool) -> list[Reply]:
        self.delivered.append((envelope, spooled.path.read_bytes()))
        return [Reply(250, "2.0.0", "Taken in as 00001a0000000001")] * len(envelope.recipients)


@pytest.fixture
async def store() -> AsyncIterator[MemoryStore]:
    found = await MemoryStore.open(clock=lambda: NOON)
    yield found
    await found.close()


@pytest.fixture
def administration(store: MemoryStore, tmp_path: Path) -> Administration:
    return Administration(store, now=lambda: NOON, hash_password=hashed, intake=TakesAll(tmp_path))


async def put(store: MemoryStore, email: Record) -> None:
    assert isinstance(email, Email)
    event = EmailReceived(at=NOON, email=email.id, queue=email.queue)
    await store.save(Change(writes=(Write(None, email),), events=(event,)))


def email(queue: str, number: int = 1) -> Email:
    return Email(id=f"00001a000000000{number}", queue=queue, arrived_at=NOON, queued_at=NOON, subject="Lamp")


async def test_a_dry_run_tells_the_differences_and_changes_nothing(administration: Administration) -> None:
    told = await administration.apply(Apply(text=TEXT))
    assert (told.committed, told.number) == (False, 0)
    assert [difference.thing for difference in told.differences][:2] == ["user ada", "group Support"]
    assert await administration.center() is None


async def test_apply_puts_the_file_in_force_and_numbers_it(administration: Administration) -> None:
    told = await administration.apply(Apply(text=TEXT, commit=True))
    center = await administration.center()
    assert center is not None
    assert (told.committed, told.number, center.version) == (True, 1, 1)
    assert len(center.contact_center_id) == 36


async def test_applying_the_same_again_commits_nothing(administration: Administration) -> None:
    await administration.apply(Apply(text=TEXT, commit=True))
    told = await administration.apply(Apply(text=TEXT, commit=True))
    assert (told.committed, told.number, told.differences) == (False, 1, ())


async def test_a_file_with_problems_changes_nothing(administration: Administration) -> None:
    await administration.apply(Apply(text=TEXT, commit=True))
    with pytest.raises(AdministrationRefused) as caught:
        await administration.apply(Apply(text=TEXT.replace('["Support"]', '["Sport"]'), commit=True))
    assert [problem.line for problem in caught.value.problems] == [2, 6, 8]
    center = await administration.center()
    assert center is not None
    assert center.version == 1


async def test_a_queue_with_an_email_cannot_go(administration: Administration, store: MemoryStore) -> None:
    await administration.apply(Apply(text=TEXT, commit=True))
    await put(store, email("old"))
    with pytest.raises(AdministrationRefused, match=r'"old" is absent from the file but has 1 unfinished email$'):
        await administration.apply(Apply(text=WITHOUT_OLD, commit=True))


async def test_a_queue_comes_back_if_an_email_came_while_it_was_removed(
    administration: Administration, store: MemoryStore
) -> None:
    await administration.apply(Apply(text=TEXT, commit=True))
    save, late = store.save, [email("old")]

    async def save_and_receive(change: Change) -> object:
        done = await save(change)
        if late:
            await save(Change(writes=(Write(None, late.pop()),), events=(EmailReceived(at=NOON, queue="old"),)))
        return done

    store.save = save_and_receive  # type: ignore[method-assign,assignment]
    with pytest.raises(AdministrationRefused, match='an email came into queue "old" while it was being removed'):
        await administration.apply(Apply(text=WITHOUT_OLD, commit=True))
    center = await administration.center()
    assert center is not None
    assert "old" in center.queue_by_name
    assert center.version == 3


async def test_a_password_is_kept_as_a_hash_and_survives_apply(
    administration: Administration, store: MemoryStore
) -> None:
    await administration.apply(Apply(text=TEXT, commit=True))
    user = await administration.set_password(SetPassword(user="ADA", password="correct horse", must_change=True))
    await administration.apply(Apply(text=TEXT.replace("Support", "Sales"), commit=True))
    credential = (await store.load([("credential", user)]))["credential", user]
    assert isinstance(credential, Credential)
    assert (credential.password_hash, credential.must_change, credential.changed_at) == (
        "hash of correct horse",
        True,
        NOON,
    )


@pytest.mark.parametrize(
    ("user", "password", "why"),
    [
        ("adda", "correct horse", 'no user "adda"; did you mean "ada"'),
        ("ada", "short", "a password has 8 to 256 characters"),
    ],
)
async def test_a_password_is_refused_with_the_reason(
    administration: Administration, user: str, password: str, why: str
) -> None:
    await administration.apply(Apply(text=TEXT, commit=True))
    with pytest.raises(AdministrationRefused, match=why):
        await administration.set_password(SetPassword(user=user, password=password))


async def test_why_tells_the_story_with_names(administration: Administration, store: MemoryStore) -> None:
    await administration.apply(Apply(text=TEXT, commit=True))
    await put(store, email("support"))
    story = await administration.why(Why(email="00001a0000000001"))
    assert (story.state, story.queue, story.subject) == ("Queued", "support", "Lamp")
    assert [(event.type, event.body["queue"]) for event in story.history] == [("EmailReceived", "support")]
    assert list(story.names.values()) == ["ada"]
    with pytest.raises(AdministrationRefused, match="there is no email nobody"):
        await administration.why(Why(email="nobody"))


async def test_an_injected_message_takes_the_way_of_all_mail(store: MemoryStore, tmp_path: Path) -> None:
    intake = TakesAll(tmp_path)
    administration = Administration(store, now=lambda: NOON, hash_password=hashed, intake=intake)
    message = b"From: Kim <kim@example.org>\nTo: Support <support@demo.test>, other@example.org\n\nHello\n"
    told = await administration.inject(Inject(message=message))
    assert told.replies == (("support@demo.test", "250 2.0.0 Taken in as 00001a0000000001"),)
    [(envelope, data)] = intake.delivered
    assert (envelope.sender, envelope.size_bytes, data) == ("kim@example.org", len(message), message)


@pytest.mark.parametrize("recipients", [("who@demo.test",), ("support@demo.test", "who@demo.test"), ()])
async def test_a_message_for_nobody_here_is_refused(
    administration: Administration, recipients: tuple[str, ...]
) -> None:
    with pytest.raises(AdministrationRefused, match=r"not a mailbox here: (who@demo\.test|nobody)"):
        await administration.inject(Inject(message=b"Subject: x\n\n", recipients=recipients))


async def test_without_a_server_no_mail_can_be_injected(store: MemoryStore) -> None:
    alone = Administration(store, now=lambda: NOON, hash_password=hashed)
    with pytest.raises(AdministrationRefused, match="only be injected into a running server"):
        await alone.inject(Inject(message=b""))


async def test_status_counts_emails(administration: Administration, store: MemoryStore) -> None:
    await administration.apply(Apply(text=TEXT, commit=True))
    await put(store, email("support"))
    told = await administration.perform(Status())
    assert told["center"] == 1
    assert told["emails"]["Queued"] == 1


async def test_two_users_added_at_once_are_both_there(administration: Administration) -> None:
    await administration.apply(Apply(text=TEXT, commit=True))
    added = [AddUser(name=f"u{number}", table={}, password="correct horse") for number in range(5)]
    told = await asyncio.gather(*map(administration.add_user, added))
    center = await administration.center()
    assert center is not None
    assert sorted(one.number for one in told) == [2, 3, 4, 5, 6]
    assert {user.user_name for user in center.users} == {"ada", "u0", "u1", "u2", "u3", "u4"}


async def test_of_two_users_of_one_name_added_at_once_one_is_refused(
    administration: Administration, store: MemoryStore
) -> None:
    await administration.apply(Apply(text=TEXT, commit=True))
    both = (AddUser(name="nina", table={"employee-id": e}, password="correct horse") for e in ("E1", "E2"))
    told = await asyncio.gather(*map(administration.add_user, both), return_exceptions=True)
    assert sorted(type(one).__name__ for one in told) == ["AdministrationRefused", "UserAdded"]
    credentials = [key for key in store._disk.records if key[0] == "credential"]
    assert len(credentials) == 1, "nobody is left with a password and without a user"


async def test_a_user_whose_file_says_so_must_change_the_password_that_was_set(
    administration: Administration, store: MemoryStore
) -> None:
    text = TEXT.replace("[users.ada]\n", "[users.ada]\nchange-password-on-first-login = true\n")
    await administration.apply(Apply(text=text, commit=True))
    user = await administration.set_password(SetPassword(user="ada", password="correct horse"))
    assert (await store.load([("credential", user)]))["credential", user].must_change  # type: ignore[attr-defined]
