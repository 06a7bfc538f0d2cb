"""The outbox: an email that was sent leaves at least once with one Message-ID, and its fate is known."""

from __future__ import annotations

import asyncio
import base64
import email
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from email.message import Message
from pathlib import Path

import pytest

from proffer.engine.outbox import Outbox
from proffer.engine.ports import StoreDown
from proffer.interaction.content import Content, content_key
from proffer.interaction.delivery import Delivery, delivery_key
from proffer.interaction.email import FAILED, OFFERED, OUTBOX, QUEUED, SENT, Email
from proffer.interaction.events import CommentAdded
from proffer.interaction.outgoing import Outgoing
from proffer.interaction.relay_answer import ACCEPTED, DEFERRED, REFUSED, UNREACHED, RelayAnswer
from proffer.mail.outgoing import written
from proffer.operations.refused import Refused
from proffer.record import Change, Write, replace
from proffer.store.blobs import FileBlobs
from tests.cast import ADA, BOB, CENTER, House

Says = Callable[[str], RelayAnswer]
TAKEN = RelayAnswer(kind=ACCEPTED, words="250 2.0.0 taken")
LATER = RelayAnswer(kind=DEFERRED, words="450 4.2.0 not now")
NEVER = RelayAnswer(kind=REFUSED, words="550 5.1.1 no such user")
AWAY = RelayAnswer(kind=UNREACHED, words="connection refused")
DRAFT = {"from": "support@demo.test", "to": ["jonas@x.example"], "subject": "Grüße", "body": "<p>Done.</p>"}
HOUR_MS = 3_600_000


class Relay:
    """Says what it is told to say, and keeps what it got."""

    def __init__(self) -> None:
        self.got: list[tuple[str, tuple[str, ...], bytes]] = []
        self.says: Says = lambda recipient: TAKEN

    async def hand_over(self, sender: str, recipients: Sequence[str], message: bytes) -> Mapping[str, RelayAnswer]:
        self.got.append((sender, tuple(recipients), message))
        return {recipient: self.says(recipient) for recipient in recipients}

    async def close(self) -> None:
        """Nothing is open."""

    @property
    def messages(self) -> list[Message]:
        return [email.message_from_bytes(message) for _, _, message in self.got]


class Office:
    """A house whose agents send, with a relay behind its outbox."""

    def __init__(self, house: House, blobs: FileBlobs) -> None:
        self.house, self.blobs, self.relay = house, blobs, Relay()
        self.outbox = self._opened()

    def _opened(self) -> Outbox:
        house = self.house
        outbox = Outbox(
            house.store,
            house.records,
            house.dispatcher,
            self.blobs,
            self.blobs.spool_path,
            self.relay,
            written,
            house.clock,
            lambda event, /, **fields: None,
        )
        house.store.subscribe(outbox.on_commit)
        return outbox

    async def sent(self, parent: str | None = None, **fields: object) -> str:
        """ada writes and sends a mail; its id."""
        given = {} if parent is None else {"parentId": parent}
        await self.house.ask(ADA, "Create", queueName="support-out", **given)
        shown = await self.house.views.in_hand(ADA, with_content=False)
        draft = shown[-1].email.id
        await self.house.ask(ADA, "Send", draft, queueName="support-out", email=DRAFT | fields)
        await self.settle()
        return draft

    async def settle(self) -> None:
        """Until nothing is under way; composing takes a thread."""
        for _ in range(200):
            await self.house.settle()
            if not self.outbox._tasks:
                return
            await asyncio.sleep(0.005)
        raise AssertionError("the outbox does not come to rest")

    async def pass_time(self, ms: int) -> None:
        await self.house.pass_time(ms)
        self.outbox._timers._wake()  # the house's clock is not the loop's
        await self.settle()

    async def delivery(self, email_id: str) -> Delivery:
        key = delivery_key(email_id)
        record = (await self.house.store.load((key,)))[key]
        assert isinstance(record, Delivery)
        return record

    async def content(self, email_id: str) -> Content:
        key = content_key(email_id)
        record = (await self.house.store.load((key,)))[key]
        assert isinstance(record, Content)
        return record

    async def children(self, parent: str) -> list[Email]:
        return [one for one in self.house.records.open_emails() if one.parent_id == parent and one.id != parent]


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    blobs = await FileBlobs.open(tmp_path)
    house = await House.open()
    await house.ready(ADA)
    opened = Office(house, blobs)
    yield opened
    await opened.outbox.close(1)
    house.close()
    await blobs.close()


async def test_a_sent_email_leaves_and_is_kept_byte_for_byte(office: Office) -> None:
    sent = await office.sent()
    assert (await office.house.email(sent)).state == SENT
    [(sender, recipients, message)] = office.relay.got
    assert (sender, recipients) == ("support@demo.test", ("jonas@x.example",))
    content = await office.content(sent)
    assert content.blob is not None
    assert office.blobs.path(content.blob).read_bytes() == message
    [mail] = office.relay.messages
    assert mail["Message-ID"] == content.message_id
    assert mail["Auto-Submitted"] is None


async def test_nobody_learns_who_got_a_blind_copy(office: Office) -> None:
    await office.sent(bcc=["boss@demo.test"])
    [(_, recipients, message)] = office.relay.got
    assert recipients == ("jonas@x.example", "boss@demo.test")
    assert b"boss" not in message


async def test_not_now_is_tried_again_with_the_same_bytes(office: Office) -> None:
    office.relay.says = lambda recipient: LATER
    sent = await office.sent()
    assert (await office.house.email(sent)).state == OUTBOX
    assert (await office.delivery(sent)).recipients[0].words == LATER.words
    await office.pass_time(59_000)
    assert len(office.relay.got) == 1
    office.relay.says = lambda recipient: TAKEN
    await office.pass_time(1_000)
    assert (await office.house.email(sent)).state == SENT
    assert office.relay.got[0] == office.relay.got[1]
    assert await office.children(sent) == []


async def test_the_pauses_grow(office: Office) -> None:
    office.relay.says = lambda recipient: AWAY
    await office.sent()
    for minutes in (1, 2, 5, 10):
        before = len(office.relay.got)
        await office.pass_time(minutes * 60_000 - 1_000)
        assert len(office.relay.got) == before
        await office.pass_time(1_000)
        assert len(office.relay.got) == before + 1


async def test_who_has_it_does_not_get_it_again_because_of_another(office: Office) -> None:
    office.relay.says = lambda recipient: TAKEN if recipient.startswith("jonas") else LATER
    sent = await office.sent(cc=["ines@x.example"])
    office.relay.says = lambda recipient: TAKEN
    await office.pass_time(60_000)
    assert [recipients for _, recipients, _ in office.relay.got] == [
        ("jonas@x.example", "ines@x.example"),
        ("ines@x.example",),
    ]
    assert (await office.house.email(sent)).state == SENT


async def test_a_refusal_comes_back_first_to_who_sent_it(office: Office) -> None:
    await office.house.ready(BOB)
    parent = await office.house.mail()
    for agent in (ADA, BOB):  # whoever is asked takes it, so that both have been asked
        try:
            await office.house.ask(agent, "Accept", parent)
            await office.house.ask(agent, "Complete", parent)
        except Refused:
            pass
    await office.house.settle()
    office.relay.says = lambda recipient: NEVER
    sent = await office.sent(parent)
    assert (await office.house.email(sent)).state == FAILED
    [report] = await office.children(sent)
    assert (report.subtype, report.direction, report.state) == ("InboundNDR", "Inbound", OFFERED)
    assert report.invitation is not None
    assert report.invitation.agent == ADA
    assert report.user_data["RTargetTypeSelected"] == "0"
    content = await office.content(report.id)
    assert content.text is not None
    assert "jonas@x.example\n    550 5.1.1 no such user" in content.text
    await office.house.ask(ADA, "Reject", report.id)
    await office.house.settle()
    again = await office.house.email(report.id)
    assert again.invitation is not None
    assert again.invitation.agent == BOB


async def test_a_sender_who_is_not_ready_is_not_asked(office: Office) -> None:
    await office.house.ask(ADA, "NotReady")
    office.relay.says = lambda recipient: NEVER
    sent = await office.sent()
    [report] = await office.children(sent)
    assert (report.state, report.queue) == (
        QUEUED,
        "support",
    )  # there is no default-in: where mail to the sender comes in


async def test_one_of_two_refused_is_sent_and_reported(office: Office) -> None:
    office.relay.says = lambda recipient: TAKEN if recipient.startswith("jonas") else NEVER
    sent = await office.sent(cc=["ines@x.example"])
    assert (await office.house.email(sent)).state == SENT
    [report] = await office.children(sent)
    content = await office.content(report.id)
    assert content.text is not None
    assert "ines@x.example" in content.text
    assert "jonas@x.example" not in content.text


async def test_two_days_are_enough(office: Office) -> None:
    office.relay.says = lambda recipient: AWAY
    sent = await office.sent()
    for _ in range(14):
        await office.pass_time(4 * HOUR_MS)
    assert (await office.house.email(sent)).state == FAILED
    assert (await office.delivery(sent)).recipients[0].words == "tried for too long: connection refused"
    assert len(await office.children(sent)) == 1


async def test_what_was_under_way_when_the_server_died_is_due_again(office: Office) -> None:
    office.relay.says = lambda recipient: AWAY
    sent = await office.sent()
    await office.outbox.close(1)
    office.relay.says = lambda recipient: TAKEN
    again = office._opened()
    office.outbox = again
    await again.rebuild()
    await office.pass_time(60_000)
    assert (await office.house.email(sent)).state == SENT
    assert office.relay.got[0][2] == office.relay.got[1][2]


async def test_once_it_is_on_its_way_it_cannot_be_recalled_and_before_it_can(office: Office) -> None:
    office.relay.says = lambda recipient: AWAY
    sent = await office.sent()
    with pytest.raises(Refused, match="on its way"):
        await office.house.ask(ADA, "RecallSend", sent)


async def test_a_mail_that_cannot_be_composed_fails_and_is_reported(office: Office) -> None:
    def refuse(mail: Outgoing, path_of: Callable[[str], Path]) -> bytes:
        raise ValueError("no")

    office.outbox._write = refuse
    sent = await office.sent()
    assert (await office.house.email(sent)).state == FAILED
    [report] = await office.children(sent)
    content = await office.content(report.id)
    assert content.text is not None
    assert "could not be composed" in content.text


async def test_a_delivery_waits_for_the_delay_of_its_queue_and_can_be_recalled_till_then(tmp_path: Path) -> None:
    queues = tuple(replace(one, send_delay_seconds=30) if one.name == "support-out" else one for one in CENTER.queues)
    blobs = await FileBlobs.open(tmp_path)
    house = await House.open(replace(CENTER, queues=queues))
    await house.ready(ADA)
    office = Office(house, blobs)
    sent = await office.sent()
    assert office.relay.got == []
    await house.ask(ADA, "RecallSend", sent)
    await office.pass_time(30_000)
    assert office.relay.got == []
    assert (await house.email(sent)).holder == ADA
    await office.outbox.close(1)
    house.close()
    await blobs.close()


async def test_a_relay_that_thinks_longer_than_the_pause_is_asked_again(office: Office) -> None:
    asked, thinking = asyncio.Event(), asyncio.Event()
    at_once = office.relay.hand_over

    async def slowly(sender: str, recipients: Sequence[str], message: bytes) -> Mapping[str, RelayAnswer]:
        asked.set()
        await thinking.wait()
        return await at_once(sender, recipients, message)

    office.relay.hand_over = slowly  # type: ignore[method-assign]
    office.relay.says = lambda recipient: AWAY
    sending = asyncio.create_task(office.sent())
    await asked.wait()
    await office.house.pass_time(5 * 60_000)
    office.outbox._timers._wake()  # due again while the first attempt is under way
    office.relay.says = lambda recipient: AWAY if len(office.relay.got) == 1 else TAKEN
    thinking.set()
    sent = await sending
    await office.pass_time(60_000)

    assert (await office.house.email(sent)).state == SENT


async def test_a_full_disk_is_not_filled_further_by_trying_again(office: Office) -> None:
    refusals = [StoreDown("blobs: no space left"), StoreDown("blobs: no space left")]
    keep = office.blobs.keep

    async def reluctant(spooled: Path) -> str:
        if refusals:
            raise refusals.pop()
        return await keep(spooled)

    office.blobs.keep = reluctant  # type: ignore[method-assign]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("proffer.engine.outbox.STORE_RETRY_SECONDS", 0.001)
        sent = await office.sent()

    assert (await office.house.email(sent)).state == SENT
    assert list(office.blobs.spool.iterdir()) == []


async def test_a_reply_goes_on_with_the_thread_index_of_what_it_answers(office: Office) -> None:
    house = office.house
    head = "Ac3gq7PLh9x0b0nOSXOyQd3nB2dFsQ=="
    spooled = office.blobs.spool_path()
    spooled.write_bytes(f"Message-ID: <first@x.example>\r\nThread-Index: {head}\r\n\r\nHello\r\n".encode())
    parent = await house.mail(from_="jonas@x.example", mailbox="support@demo.test")
    before = await office.content(parent)
    original = replace(before, message_id="<first@x.example>", blob=await office.blobs.keep(spooled))
    event = CommentAdded(at=house.clock.now(), email=parent)  # any event: a change has one
    await house.store.save(Change(writes=(Write(before, original),), events=(event,)))
    await house.ask(ADA, "Accept", parent)
    await house.ask(ADA, "Reply", parent, queueName="support-out")
    shown = await house.views.in_hand(ADA, with_content=False)
    await house.ask(ADA, "Send", shown[-1].email.id, queueName="support-out", email={})
    await office.settle()

    [mail] = office.relay.messages
    assert mail["In-Reply-To"] == "<first@x.example>"
    index = base64.b64decode(mail["Thread-Index"])
    assert index[:22] == base64.b64decode(head)
    assert len(index) == 27


async def test_a_mail_leaves_signed_and_the_draft_stays_as_it_was_written(tmp_path: Path) -> None:
    queues = tuple(replace(one, signature="Demo Ltd") if one.name == "support-out" else one for one in CENTER.queues)
    blobs = await FileBlobs.open(tmp_path)
    house = await House.open(replace(CENTER, queues=queues))
    await house.ready(ADA)
    office = Office(house, blobs)
    sent = await office.sent()
    [mail] = office.relay.messages
    parts = [str(part.get_payload(decode=True)) for part in mail.walk() if not part.is_multipart()]
    assert ["Demo Ltd" in part for part in parts] == [True, True]
    assert (await office.content(sent)).text == "Done."
    await office.outbox.close(1)
    house.close()
    await blobs.close()
