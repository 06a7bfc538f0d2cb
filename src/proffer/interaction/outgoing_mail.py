"""What an email in the outbox says, as a mail to be composed (contract 10.8)."""

from __future__ import annotations

from proffer.interaction.address import shown
from proffer.interaction.content import Content
from proffer.interaction.email import Email
from proffer.interaction.outgoing import Outgoing, OutgoingFile, Person
from proffer.interaction.signature import signed


def outgoing_mail(
    email: Email, content: Content, sent_at: int, *, answered: Content | None = None, signature: str = ""
) -> Outgoing:
    """`sent_at` is its Date, in epoch milliseconds: when it is composed, once. `answered` is what it replies to."""
    html, text = signed((content.html or "", content.text or ""), signature)
    return Outgoing(
        sender=_person(email.from_ or ""),
        to=tuple(map(_person, email.to)),
        cc=tuple(map(_person, email.cc)),
        subject=email.subject or "",
        html=html,
        text=text,
        mime=content.mime,
        files=tuple(
            OutgoingFile(
                name=one.name, mime=one.mime, blob=one.blob or "", part=one.part, content_id=one.content_id or ""
            )
            for one in content.attachments
        ),
        message_id=content.message_id or "",
        sent_at=sent_at,
        in_reply_to=content.in_reply_to or "",
        references=content.references,
        answered_blob=(answered.blob or "") if answered is not None else "",
    )


def _person(written: str) -> Person:
    mailbox = shown(written)
    return Person(mailbox.name, mailbox.address)
