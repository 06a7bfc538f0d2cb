"""Mails come in through intake, into a whole house: each gives its email."""

from __future__ import annotations

import asyncio
import secrets

from proffer.center.queue import Mailbox
from proffer.engine.intake import Intake, Trace
from proffer.interaction.address import shown
from proffer.interaction.delivery import ACCEPTED, Delivery, Recipient
from proffer.interaction.email import OUTBOUND, SENT, Email
from proffer.interaction.events import EmailReceived
from proffer.interaction.known_message import KnownMessage
from proffer.mail.originals import read_spooled
from proffer.record import Change, Write, replace
from proffer.store.blobs import FileBlobs
from tests.cast import ADA, CENTER, NOON, House

MAILBOX, SECOND = "support@example.com", "billing@example.com"
OFFICE = replace(CENTER, mailboxes=tuple(Mailbox(address=one, queue="support") for one in (MAILBOX, SECOND)))


class Desk:
    """Mails come in; each gives its email."""

    def __init__(self, house: House, blobs: FileBlobs) -> None:
        self.house, self.blobs = house, blobs
        self.intake = Intake(house.store, house.records, blobs, read_spooled, lambda event, **fields: None)

    async def mail(
        self, sender: str, message_id: str, headers: str = "", cc: str = "", *, path: str | None = None, at: int = NOON
    ) -> Email:
        """`path`: the envelope sender, where it is another; `headers` may go on with parts of a body."""
        copy = f"Cc: {cc}\n" if cc else ""
        text = f"From: {sender}\nTo: {MAILBOX}\n{copy}Message-ID: {message_id}\n{headers}\nHello\n"
        (email,) = await self.came(text, [MAILBOX], sender if path is None else path, at)
        return email

    async def came(self, text: str, mailboxes: list[str], path: str, at: int = NOON) -> list[Email]:
        spooled = self.blobs.spool / secrets.token_hex(16)
        await asyncio.to_thread(spooled.write_bytes, text.encode())
        received = await self.intake.take(spooled, mailboxes, Trace(sender=path, received_at=at))
        await self.house.settle()
        return [await self.house.email(one.email) for one in received]

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
            sent_by=ADA,
            contact_id=parent.contact_id,
            parent_id=parent.id,
            thread_id=parent.thread_id,
        )
        recipients = tuple(Recipient(address=shown(one).address, outcome=ACCEPTED, at=NOON) for one in to)
        delivery = Delivery(email=sent.id, due_at=NOON, expires_at=NOON, attempts=1, recipients=recipients)
        records = (sent, KnownMessage(id=message_id, email=sent.id), delivery)
        await self.house.store.save(Change(writes=tuple(Write(None, one) for one in records), events=(came(sent),)))
        return sent


def came(email: Email) -> EmailReceived:
    return EmailReceived(at=NOON, email=email.id, agent=ADA, queue=email.queue)
