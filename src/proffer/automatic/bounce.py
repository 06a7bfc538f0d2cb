"""A report says who did not get a mail we sent: its delivery tells it from then on (contract 11.10, 12.10)."""

from __future__ import annotations

from proffer.interaction.delivery import ACCEPTED, BOUNCED, Delivery, Recipient
from proffer.interaction.delivery_report import DeliveryReport, ReportedRecipient
from proffer.interaction.email import Email
from proffer.interaction.events import DeliveryReported
from proffer.record import Change, Write, replace

WORDS_CHARACTERS_MAX = 1_000


def note_report(sent: Email, delivery: Delivery, report: DeliveryReport, now: int) -> Change | None:
    """The recipients it names as its words have it; None if it says nothing new about any of them."""
    told = {one.address.casefold(): one for one in report.recipients}
    if len(delivery.recipients) == 1 and len(report.recipients) == 1:  # forwarded, it may name him otherwise
        told[delivery.recipients[0].address.casefold()] = report.recipients[0]
    recipients = tuple(_told(one, told.get(one.address.casefold()), now) for one in delivery.recipients)
    if recipients == delivery.recipients:
        return None
    bounced = sum(1 for one in recipients if one.outcome == BOUNCED)
    event = DeliveryReported(at=now, email=sent.id, agent=sent.sent_by, report=report.kind, bounced=bounced)
    return Change(writes=(Write(delivery, replace(delivery, recipients=recipients)),), events=(event,))


def _told(recipient: Recipient, said: ReportedRecipient | None, now: int) -> Recipient:
    """Only of whom a relay had taken the mail for; the first bounce stays."""
    if said is None or recipient.outcome != ACCEPTED:
        return recipient
    words = " ".join(word for word in (said.status, said.said) if word)[:WORDS_CHARACTERS_MAX]
    if said.action in ("failed", "expired"):
        return replace(recipient, outcome=BOUNCED, words=words, at=now)
    return replace(recipient, words=words) if words else recipient
