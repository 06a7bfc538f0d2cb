"""A mail that was refused for good comes back as an email of its own: a child of what was sent (contract 12.10)."""

from __future__ import annotations

from collections.abc import Callable

from proffer.automatic.placement import returned_to, who_sent
from proffer.automatic.receive import queue_of
from proffer.center.center import Center
from proffer.center.queue import Queue
from proffer.interaction.address import shown
from proffer.interaction.content import Attachment, Content
from proffer.interaction.delivery import REFUSED, Delivery, Recipient
from proffer.interaction.email import Email
from proffer.interaction.events import EmailReceived
from proffer.record import Change, UserData, Write
from proffer.routing.user_data import routing_begins

SUBTYPE = "InboundNDR"
SENDER = "mailer-daemon"


def report_failure(
    sent: Email,
    content: Content,
    before: Delivery,
    after: Delivery,
    parent: Email | None,
    center: Center,
    new_id: Callable[[], str],
    now: int,
) -> Change | None:
    """Offered first to the agent who sent the mail, if he can be invited, else to whom its queue looks for.

    None if nobody was refused since `before`. `parent` is what the mail answered.
    """
    refused = [one for one, known in zip(after.recipients, before.recipients, strict=True) if _newly(one, known)]
    if not refused:
        return None
    queue = returned_to(sent, parent, _usual_queue(sent, center), center)
    email = _email(sent, refused, queue, center, new_id(), now)
    report = _content(content, email, refused, new_id)
    event = EmailReceived(at=now, email=email.id, queue=queue.name, message_bytes=content.blob_bytes, protocol="report")
    return Change(writes=(Write(None, email), Write(None, report)), events=(event,))


def _newly(one: Recipient, known: Recipient) -> bool:
    return one.outcome == REFUSED and known.outcome != REFUSED


def _usual_queue(sent: Email, center: Center) -> Queue:
    """The default one; where there is none, that of the mailbox it was sent from: nobody would be offered it else."""
    usual = queue_of("", center)
    return usual if usual.id else queue_of(shown(sent.from_ or "").address.casefold(), center)


def _email(sent: Email, refused: list[Recipient], queue: Queue, center: Center, email_id: str, now: int) -> Email:
    subject = f"Undeliverable: {sent.subject or ''}".strip()
    keys = {"Subject": subject, "FromAddress": SENDER, "FromPersonal": "", "EmailAddress": refused[0].address}
    keys |= {"To": sent.from_ or "", "Origination_Source": "Email"}
    if sent.contact_id is not None:
        keys["ContactId"] = sent.contact_id
    return Email(
        id=email_id,
        subtype=SUBTYPE,
        queue=queue.name,
        priority=queue.priority,
        arrived_at=now,
        queued_at=now,
        preferred=who_sent(sent, center),
        user_data=UserData(keys | routing_begins(queue, center)),
        from_=SENDER,
        to=(sent.from_,) if sent.from_ else (),
        subject=subject,
        contact_id=sent.contact_id,
        parent_id=sent.id,
        thread_id=sent.thread_id or sent.id,
    )


def _content(sent: Content, email: Email, refused: list[Recipient], new_id: Callable[[], str]) -> Content:
    """Who did not get it, in the relay's words; the mail itself lies behind it and is attached."""
    lines = ["Your mail could not be delivered.", ""]
    lines += [line for one in refused for line in (one.address, f"    {one.words}", "")]
    returned = Attachment(
        id=new_id(), name="returned-mail.eml", size=sent.blob_bytes, mime="message/rfc822", blob=sent.blob
    )
    text = "\n".join(lines)
    return Content(
        id=email.id,
        text=text,
        html=_as_html(text),
        attachments=() if sent.blob is None else (returned,),
        blob=sent.blob,
        blob_sha256=sent.blob_sha256,
        blob_bytes=sent.blob_bytes,
        received_at=email.arrived_at,
    )


def _as_html(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("\n", "<br>\n")
