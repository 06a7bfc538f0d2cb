"""An answer joins the thread of the mail it answers, if whoever sends it takes part there."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from proffer.engine.intake import Intake, Trace
from proffer.interaction.email import OUTBOUND, SENT, Email
from proffer.interaction.events import EmailReceived
from proffer.interaction.known_message import KnownMessage
from proffer.mail.originals import read_spooled
from proffer.record import Change, Write
from proffer.store.blobs import FileBlobs
from tests.cast import ADA, NOON, House

MAILBOX = "support@example.com"


class Desk:
    """Mails come in; each gives its email."""

    def __init__(self, house: House, blobs: FileBlobs) -> None:
        self.house, self.blobs = house, blobs
        self.intake = Intake(house.store, house.records, blobs, read_spooled, lambda event, **fields: None)

    async def mail(self, sender: str, message_id: str, headers: str = "", cc: str = "") -> Email:
        spooled = self.blobs.spool / secrets.token_hex(16)
        copy = f"Cc: {cc}\n" if cc else ""
        text = f"From: {sender}\nTo: {MAILBOX}\n{copy}Message-ID: {message_id}\n{headers}\nHello\n"
        await asyncio.to_thread(spooled.write_bytes, text.encode())
        (received,) = await self.intake.take(spooled, [MAILBOX], Trace(sender=sender, received_at=NOON))
        return await self.house.email(received.email)

    async def wrote(self, parent: Email, message_id: str, *to: str) -> Email:
        """A mail that ada sent about `parent`."""
        sent = Email(
            id=self.house.store.new_id(),
            direction=OUTBOUND,
            subtype="OutboundForward",
            state=SENT,
            queue="support",
            arrived_at=NOON,
            queued_at=NOON,
            finished_at=NOON,
            to=to,
            parent_id=parent.id,
            thread_id=parent.thread_id,
        )
        known = KnownMessage(id=message_id, email=sent.id)
        await self.house.store.save(Change(writes=(Write(None, sent), Write(None, known)), events=(came(sent),)))
        return sent


def came(email: Email) -> EmailReceived:
    return EmailReceived(at=NOON, email=email.id, agent=ADA, queue=email.queue)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    blobs = await FileBlobs.open(tmp_path)
    yield Desk(await House.open(), blobs)
    await blobs.close()


async def test_a_first_mail_begins_a_thread_of_its_own(desk: Desk) -> None:
    email = await desk.mail("kim@example.org", "<1@example.org>")
    assert (email.subtype, email.parent_id, email.thread_id) == ("InboundNew", None, email.id)


@pytest.mark.parametrize("header", ["In-Reply-To: <1@example.org>\n", "References: <0@example.org> <1@example.org>\n"])
async def test_his_next_mail_joins_it(desk: Desk, header: str) -> None:
    first = await desk.mail("kim@example.org", "<1@example.org>")
    second = await desk.mail("Kim@Example.org", "<2@example.org>", header)
    assert (second.subtype, second.parent_id, second.thread_id) == ("InboundReply", first.id, first.id)


async def test_who_got_a_copy_may_answer(desk: Desk) -> None:
    first = await desk.mail("kim@example.org", "<1@example.org>", cc="Lee <lee@example.org>")
    second = await desk.mail("lee@example.org", "<2@example.org>", "In-Reply-To: <1@example.org>\n")
    assert second.thread_id == first.id
    assert second.contact_id != first.contact_id


async def test_the_third_party_we_asked_answers_into_the_thread(desk: Desk) -> None:
    first = await desk.mail("kim@example.org", "<1@example.org>")
    forwarded = await desk.wrote(first, "<f@example.com>", "Billing <billing@partner.example>")
    answer = await desk.mail("billing@partner.example", "<3@partner.example>", "In-Reply-To: <f@example.com>\n")
    assert (answer.parent_id, answer.thread_id) == (forwarded.id, first.id)


async def test_a_stranger_who_knows_a_message_id_gets_no_place_in_the_thread(desk: Desk) -> None:
    first = await desk.mail("kim@example.org", "<1@example.org>")
    strange = await desk.mail("mallory@elsewhere.example", "<x@elsewhere.example>", "In-Reply-To: <1@example.org>\n")
    assert (strange.subtype, strange.thread_id) == ("InboundNew", strange.id)
    assert strange.thread_id != first.thread_id


async def test_a_message_id_used_again_stays_with_the_first(desk: Desk) -> None:
    first = await desk.mail("kim@example.org", "<1@example.org>")
    await desk.mail("kim@example.org", "<1@example.org>", "Subject: another\n")
    answer = await desk.mail("kim@example.org", "<2@example.org>", "In-Reply-To: <1@example.org>\n")
    assert answer.parent_id == first.id


async def test_nonsense_in_the_references_is_no_thread(desk: Desk) -> None:
    email = await desk.mail("kim@example.org", "<1@example.org>", "References: <1@example.org> nonsense <>\n")
    assert (email.parent_id, email.thread_id) == (None, email.id)
