"""Joins the listeners to the engine: mailboxes out of the centre, spool files kept as blobs, outcomes as replies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from proffer.center.center import Center
from proffer.engine.dispatch import Log
from proffer.engine.intake import Intake, Received, Trace
from proffer.engine.ports import StoreDown
from proffer.mail.receiving import Accepted, Envelope, FileSpool, Mailboxes, Refused, Reply, Spool
from proffer.mail.receiving.mailboxes import POSTMASTER
from proffer.mail.receiving.session import FAILED
from proffer.record import Conflict

BUSY = Reply(451, "4.3.0", "Try again later")


class MailIntake:
    """What the listeners ask of the rest of Proffer."""

    def __init__(self, intake: Intake, center: Callable[[], Center], spool_folder: Path, log: Log) -> None:
        self._intake = intake
        self._center = center
        self._folder = spool_folder
        self._log = log
        self._mailboxes: tuple[Center | None, Mailboxes] = (None, Mailboxes(()))

    def mailbox_for(self, recipient: str) -> Accepted | Refused:
        """The configured mailbox of a recipient, aliases and sub-addresses included."""
        center = self._center()
        if self._mailboxes[0] is not center:
            self._mailboxes = (center, Mailboxes(center.mailbox_by_address, postmaster=postmaster_of(center)))
        found = self._mailboxes[1].mailbox_for(recipient)
        if isinstance(found, Refused):
            return found
        mailbox = center.mailbox_by_address[found.mailbox]
        return Accepted(mailbox.address, mailbox.message_bytes_max)

    def spool(self) -> Spool:
        """A new file in the spool folder."""
        return FileSpool(self._folder)

    async def deliver(self, envelope: Envelope, spooled: Spool) -> Sequence[Reply]:
        """250 for a recipient once his email is committed; 451 when the store cannot take it now.

        LMTP: each mailbox is a change of its own and stands or falls alone. SMTP: one change, for there is one answer.
        """
        mailboxes = [recipient.mailbox for recipient in envelope.recipients]
        trace = Trace(sender=envelope.sender, received_at=envelope.received_at, protocol=envelope.protocol)
        if envelope.answers_each:
            outcomes = await self._intake.take_each(spooled.path, mailboxes, trace)
        else:
            try:
                received = await self._intake.take(spooled.path, mailboxes, trace)
            except (StoreDown, Conflict):
                return [BUSY] * len(mailboxes)
            outcomes = {one.mailbox: one for one in received}
        replies = {mailbox: self._reply(outcome) for mailbox, outcome in outcomes.items()}
        return [replies[mailbox] for mailbox in mailboxes]

    def _reply(self, outcome: Received | BaseException) -> Reply:
        if isinstance(outcome, Received):
            return Reply(250, "2.0.0", f"Taken in as {outcome.email}")
        if isinstance(outcome, StoreDown | Conflict):
            return BUSY
        self._log("mail_not_committed", error=repr(outcome))
        return FAILED


def postmaster_of(center: Center) -> str:
    """Where mail for the postmaster goes: the mailbox that has such an address or alias, else the first one ("": none).

    So it becomes an email like any other: nothing is hidden where only an administrator would look.
    """
    for address in center.mailbox_by_address:
        if address.rpartition("@")[0] == POSTMASTER:
            return address
    return center.mailboxes[0].address if center.mailboxes else ""
