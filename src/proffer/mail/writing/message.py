"""A mail is composed once, and from then on it is bytes: every attempt to send it sends the same ones."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8

from proffer.interaction.outgoing import Outgoing
from proffer.mail.writing.addresses import needs_utf8
from proffer.mail.writing.bodies import fill
from proffer.mail.writing.headers import headers_of

__all__ = ["compose"]


def compose(mail: Outgoing, contents: Sequence[bytes] = ()) -> bytes:
    """The message (RFC 5322), lines ended by CRLF; `contents` are the bytes of `mail.files`, in their order.

    The same value gives the same bytes. Raises Unwritable for what is no address, ValueError if a file's bytes lack.
    """
    people = (mail.sender, *mail.to, *mail.cc)
    policy = SMTPUTF8 if any(needs_utf8(person.address.rpartition("@")[0]) for person in people) else SMTP
    message = EmailMessage(policy.clone(cte_type="7bit"))
    for header in headers_of(mail):
        message[header.name] = header
    message["MIME-Version"] = "1.0"
    fill(message, mail, list(zip(mail.files, contents, strict=True)), _boundary(mail))
    return message.as_bytes()


def _boundary(mail: Outgoing) -> str:
    """Nobody can have written it before: it hangs on the new Message-ID; `=_` keeps it out of encoded text."""
    return "=_" + hashlib.sha256(f"{mail.message_id} {mail.sent_at}".encode("utf-8", "replace")).hexdigest()[:24]
