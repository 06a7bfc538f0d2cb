"""Joins the listener to the engine: mailboxes out of the centre, spool files kept as blobs, outcomes as replies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from proffer.center.center import Center
from proffer.engine.intake import Intake
from proffer.engine.ports import StoreDown
from proffer.mail.receiving import Accepted, Envelope, FileSpool, Mailboxes, Refused, Reply, Spool
from proffer.record import Conflict

BUSY = Reply(451, "4.3.0", "Try again later")


class MailIntake:
    """What the SMTP listener asks of the rest of Proffer."""

    def __init__(self, intake: Intake, center: Callable[[], Center], spool_folder: Path) -> None:
        self._intake = intake
        self._center = center
        self._folder = spool_folder
        self._mailboxes: tuple[Center | None, Mailboxes] = (None, Mailboxes(()))

    def mailbox_for(self, recipient: str) -> Accepted | Refused:
        """The configured mailbox of a recipient, aliases and sub-addresses included."""
        center = self._center()
        if self._mailboxes[0] is not center:
            self._mailboxes = (center, Mailboxes(center.mailbox_by_address))
        found = self._mailboxes[1].mailbox_for(recipient)
        if isinstance(found, Refused):
            return found
        return Accepted(center.mailbox_by_address[found.mailbox].address)

    def spool(self) -> Spool:
        """A new file in the spool folder."""
        return FileSpool(self._folder)

    async def deliver(self, envelope: Envelope, spooled: Spool) -> Sequence[Reply]:
        """250 for every recipient once all is committed; 451 for all when the store cannot take it now."""
        mailboxes = [recipient.mailbox for recipient in envelope.recipients]
        try:
            received = await self._intake.take(
                spooled.path, mailboxes, sender=envelope.sender, received_at=envelope.received_at
            )
        except (StoreDown, Conflict):
            return [BUSY] * len(mailboxes)
        emails = {done.mailbox: done.email for done in received}
        return [Reply(250, "2.0.0", f"Taken in as {emails[mailbox]}") for mailbox in mailboxes]
