"""What a mail to several mailboxes becomes, and what each recipient is told when the store fails for some of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from pathlib import Path
from typing import Any

import pytest

from proffer.center.queue import Mailbox
from proffer.engine.intake import Intake
from proffer.engine.ports import BrokenInvariant, StoreDown
from proffer.interaction.contact import Contact
from proffer.interaction.content import Content
from proffer.interaction.email import Email, Preferred
from proffer.mail.intake import MailIntake
from proffer.mail.originals import read_spooled
from proffer.mail.receiving import Accepted, Envelope, FileSpool, Recipient, Refused, Reply
from proffer.record import Change, Committed, replace
from proffer.store.blobs import FileBlobs
from tests.cast import CENTER, NOON, House

SUPPORT, BILLING, SALES = "support@demo.test", "billing@demo.test", "sales@demo.test"
MESSAGE = b"From: Ada <ada@example.org>\r\nMessage-ID: <1@example.org>\r\nSubject: hi\r\n\r\nHello\r\n"
BUSY = Reply(451, "4.3.0", "Try again later")
CENTRE = replace(
    CENTER,
    mailboxes=(
        Mailbox(address=SUPPORT, queue="support", aliases=("help@demo.test",)),
        Mailbox(address=BILLING, queue="support", message_bytes_max=2_000),
        Mailbox(address=SALES, queue="second-level"),
    ),
)


class Failing:
    """A store whose changes for some mailboxes fail."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self.fails: dict[str, Exception] = {}
        self.changes = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def submit(self, change: Change) -> Awaitable[Committed]:
        self.changes += 1
        for write in change.writes:
            if isinstance(write.after, Email) and write.after.mailbox in self.fails:
                raise self.fails[write.after.mailbox]
        found: Awaitable[Committed] = self._store.submit(change)
        return found


class Post:
    """A mail intake on real parts: engine, memory store, blobs on the disk. Nobody is logged in."""

    def __init__(self, house: House, blobs: FileBlobs) -> None:
        self.house, self.store, self.blobs = house, Failing(house.store), blobs
        self.log: list[str] = []
        store: Any = self.store
        intake = Intake(store, house.records, blobs, read_spooled, self._note)
        self.mail = MailIntake(intake, lambda: house.records.center, blobs.spool, self._note)

    async def bring(self, *mailboxes: str, protocol: str = "LMTP", message: bytes = MESSAGE) -> list[Reply]:
        """One message to these mailboxes, as a listener brings it."""
        spool = FileSpool(self.blobs.spool)
        spool.write(message)
        spool.close()
        envelope = Envelope(
            sender="ada@example.org",
            recipients=tuple(Recipient(mailbox, mailbox) for mailbox in mailboxes),
            peer="127.0.0.1",
            helo="mx",
            received_at=NOON,
            size_bytes=len(message),
            protocol=protocol,
        )
        return list(await self.mail.deliver(envelope, spool))

    async def records(self, kind: type[Any]) -> list[Any]:
        return [record for record in self.house.store._disk.records.values() if isinstance(record, kind)]

    async def mailboxes(self) -> list[str]:
        """Of the emails there are."""
        return sorted(email.mailbox for email in await self.records(Email))

    @property
    def files(self) -> int:
        return len([path for path in self.blobs._blobs.rglob("*") if path.is_file()])

    def _note(self, event: str, /, **fields: Any) -> None:
        self.log.append(event)


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    house, blobs = await House.open(CENTRE), await FileBlobs.open(tmp_path)
    yield Post(house, blobs)
    house.close()
    await blobs.close()


def codes(replies: list[Reply]) -> list[int]:
    return [reply.code for reply in replies]


async def test_by_lmtp_each_mailbox_has_an_email_of_one_file_and_one_contact(post: Post) -> None:
    replies = await post.bring(SUPPORT, BILLING, SALES, SUPPORT)
    assert codes(replies) == [250] * 4
    assert replies[0] == replies[3]
    assert await post.mailboxes() == [BILLING, SALES, SUPPORT]
    assert len({content.blob for content in await post.records(Content)}) == post.files == 1
    assert len(await post.records(Contact)) == 1
    assert {email.contact_id for email in await post.records(Email)} == {(await post.records(Contact))[0].id}


async def test_by_lmtp_only_the_recipient_whose_change_fails_is_told_to_come_later(post: Post) -> None:
    post.store.fails = {BILLING: StoreDown("no space")}
    assert codes(await post.bring(SUPPORT, BILLING, SALES)) == [250, 451, 250]
    assert await post.mailboxes() == [SALES, SUPPORT]
    post.store.fails = {}
    replies = await post.bring(BILLING)
    assert (codes(replies), await post.mailboxes()) == ([250], [BILLING, SALES, SUPPORT])


async def test_a_fault_in_one_change_does_not_touch_the_others_and_is_logged(post: Post) -> None:
    post.store.fails = {SUPPORT: BrokenInvariant("a fault")}
    replies = await post.bring(SUPPORT, BILLING)
    assert codes(replies) == [451, 250]
    assert post.log == ["mail_not_committed"]


async def test_what_is_handed_over_again_after_a_lost_answer_is_not_doubled(post: Post) -> None:
    post.store.fails = {BILLING: StoreDown("no space")}
    first = await post.bring(SUPPORT, BILLING)
    post.store.fails = {}
    second = await post.bring(SUPPORT, BILLING)  # the answers to the first were never read
    assert (codes(second), second[0]) == ([250, 250], first[0])
    assert await post.mailboxes() == [BILLING, SUPPORT]
    files = post.files
    assert codes(await post.bring(SUPPORT, BILLING)) == [250, 250]
    assert post.files == files, "nothing names the file of a mail that brought nothing new"


async def test_by_smtp_it_is_one_change_for_all_or_nobody(post: Post) -> None:
    assert codes(await post.bring(SUPPORT, SALES, protocol="ESMTP")) == [250, 250]
    assert post.store.changes == 1
    post.store.fails = {BILLING: StoreDown("no space")}
    assert await post.bring(BILLING, SUPPORT, protocol="ESMTP", message=MESSAGE + b"2") == [BUSY, BUSY]
    assert await post.mailboxes() == [SALES, SUPPORT]


async def test_when_everything_fails_everybody_is_told_to_come_later(post: Post) -> None:
    post.store.fails = dict.fromkeys((SUPPORT, BILLING), StoreDown("no space"))
    assert await post.bring(SUPPORT, BILLING) == [BUSY, BUSY]
    assert await post.records(Email) == []


@pytest.mark.parametrize("protocol", ["ESMTP", "LMTP"])
async def test_where_nothing_is_checked_the_same_message_is_another_email_each_time(
    tmp_path: Path, protocol: str
) -> None:
    unchecked = replace(CENTRE, options=replace(CENTRE.options, enable_message_id_check=False))
    house, blobs = await House.open(unchecked), await FileBlobs.open(tmp_path)
    post = Post(house, blobs)
    for _ in range(2):
        assert codes(await post.bring(SUPPORT, BILLING, SUPPORT, protocol=protocol)) == [250] * 3
    assert await post.mailboxes() == [BILLING, BILLING, SUPPORT, SUPPORT]
    house.close()
    await blobs.close()


# -- recipients --------------------------------------------------------------------------------------------------------


def test_a_mailbox_is_found_with_the_size_it_takes(post: Post) -> None:
    assert post.mail.mailbox_for("Billing+x@demo.test") == Accepted(BILLING, 2_000)
    assert post.mail.mailbox_for("help@demo.test") == Accepted(SUPPORT)
    assert post.mail.mailbox_for("nobody@demo.test") == Refused()


@pytest.mark.parametrize("recipient", ["postmaster", "Postmaster@demo.test", "postmaster+x@demo.test"])
def test_mail_for_the_postmaster_comes_to_the_first_mailbox(post: Post, recipient: str) -> None:
    assert post.mail.mailbox_for(recipient) == Accepted(SUPPORT)


async def test_mail_for_the_postmaster_comes_to_the_mailbox_that_says_so(tmp_path: Path) -> None:
    boxes = (*CENTRE.mailboxes, Mailbox(address="it@demo.test", aliases=("postmaster@demo.test",)))
    house, blobs = await House.open(replace(CENTRE, mailboxes=boxes)), await FileBlobs.open(tmp_path)
    post = Post(house, blobs)
    assert post.mail.mailbox_for("postmaster") == Accepted("it@demo.test")
    assert post.mail.mailbox_for("postmaster@demo.test") == Accepted("it@demo.test")
    house.close()
    await blobs.close()


async def test_where_there_is_no_mailbox_there_is_no_postmaster(tmp_path: Path) -> None:
    house, blobs = await House.open(replace(CENTRE, mailboxes=())), await FileBlobs.open(tmp_path)
    assert Post(house, blobs).mail.mailbox_for("postmaster") == Refused()
    house.close()
    await blobs.close()


@pytest.mark.parametrize(
    ("shown", "names"),
    [
        ("Ada Lovelace", ("Ada", "Lovelace")),
        ("Ada King Lovelace", ("Ada King", "Lovelace")),
        ('"Lovelace, Ada"', ("Ada", "Lovelace")),
        ("Ada", ("Ada", "")),
        ("", ("", "")),
        ("x" * 400, ("x" * 255, "")),
    ],
)
async def test_a_new_contact_has_its_names_from_the_name_beside_the_address(
    post: Post, shown: str, names: tuple[str, str]
) -> None:
    await post.bring(SUPPORT, message=MESSAGE.replace(b"Ada <", shown.encode() + b" <"))
    (contact,) = await post.records(Contact)
    assert (contact.first_name, contact.last_name) == names


async def test_names_are_left_empty_where_that_is_wanted(tmp_path: Path) -> None:
    centre = replace(CENTRE, options=replace(CENTRE.options, enable_firstname_lastname_auto_filling=False))
    house, blobs = await House.open(centre), await FileBlobs.open(tmp_path)
    post = Post(house, blobs)
    await post.bring(SUPPORT)
    (contact,) = await post.records(Contact)
    assert (contact.first_name, contact.last_name, contact.email_addresses) == ("", "", ("ada@example.org",))
    house.close()
    await blobs.close()


async def test_mail_from_a_merged_contact_tells_of_the_one_it_has_become_and_is_filed_with_it(post: Post) -> None:
    await post.bring(SUPPORT)
    await post.bring(SUPPORT, message=MESSAGE.replace(b"ada@", b"ada.lovelace@").replace(b"<1@", b"<2@"))
    ada, lovelace = sorted(await post.records(Contact), key=lambda contact: contact.id)
    await post.house.contacts.merge(lovelace.id, ada.id, "")
    await post.bring(SUPPORT, message=MESSAGE.replace(b"<1@", b"<3@"))
    latest = max(await post.records(Email), key=lambda email: email.id)
    assert (latest.contact_id, latest.user_data["ContactId"]) == (ada.id, lovelace.id)
    await post.house.contacts.unmerge(lovelace.id, ada.id, "")
    await post.bring(SUPPORT, message=MESSAGE.replace(b"<1@", b"<4@"))
    latest = max(await post.records(Email), key=lambda email: email.id)
    assert (latest.contact_id, latest.user_data["ContactId"]) == (ada.id, ada.id)


async def test_mail_of_a_known_customer_prefers_his_last_agent_where_the_queue_says_so(tmp_path: Path) -> None:
    queues = (replace(CENTRE.queues[0], lar=True, lar_wait_seconds=30), *CENTRE.queues[1:])
    house, blobs = await House.open(replace(CENTRE, queues=queues)), await FileBlobs.open(tmp_path)
    post = Post(house, blobs)
    await post.bring(SUPPORT)
    (contact,) = await post.records(Contact)
    await house.contacts.change(contact.id, {"attributes": {"LCA_EmplID_email": "E1002"}}, "")
    await post.bring(SUPPORT, SALES, message=MESSAGE.replace(b"<1@", b"<2@"))
    preferred = {email.queue: email.preferred for email in (await post.records(Email))[1:]}
    assert preferred == {"support": Preferred(employee_id="E1002", wait_seconds=30), "second-level": None}
    house.close()
    await blobs.close()
