"""Takes a message from a file in, by the way every mail takes: spool, intake, commit.

Limits of size are for strangers: an administrator who names a file means it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from email.parser import BytesHeaderParser
from email.utils import getaddresses

from proffer.control.refusal import AdministrationRefused
from proffer.control.requests import Inject, Injected
from proffer.mail.receiving import Accepted, Envelope, Intake, Recipient, Reply, Spool

FROM_HEADER = ("X-Original-To", "Delivered-To", "To", "Cc", "Bcc")
RECIPIENTS_MAX = 100
HERE = "127.0.0.1"


async def inject(intake: Intake, request: Inject, now: int) -> Injected:
    """One reply per recipient. Raises AdministrationRefused when none of them is a mailbox here."""
    header = BytesHeaderParser().parsebytes(request.message)
    wanted = request.recipients or tuple(_addresses(header.get_all(name, []) for name in FROM_HEADER))
    recipients = tuple(
        Recipient(address, found.mailbox)
        for address in wanted[:RECIPIENTS_MAX]
        if isinstance(found := intake.mailbox_for(address), Accepted)
    )
    if not recipients or (request.recipients and len(recipients) < len(wanted)):
        strangers = [address for address in wanted if not isinstance(intake.mailbox_for(address), Accepted)]
        named = ", ".join(strangers[:5]) or "nobody"
        raise AdministrationRefused.because(f"not a mailbox here: {named}; name one with --to")
    spool = await asyncio.to_thread(_spooled, intake, request.message)
    envelope = Envelope(
        sender=request.sender
        if request.sender is not None
        else next(iter(_addresses([header.get_all("From", [])])), ""),
        recipients=recipients,
        peer=HERE,
        helo="localhost",
        received_at=now,
        size_bytes=len(request.message),
        eight_bit=not request.message.isascii(),
        protocol="LMTP",
    )
    replies = await intake.deliver(envelope, spool)
    return Injected(replies=tuple((one.address, _line(reply)) for one, reply in zip(recipients, replies, strict=True)))


def _addresses(header_values: Iterable[Iterable[object]]) -> list[str]:
    texts = [str(value) for values in header_values for value in values]
    return [address for _, address in dict.fromkeys(getaddresses(texts)) if "@" in address]


def _spooled(intake: Intake, message: bytes) -> Spool:
    spool = intake.spool()
    try:
        spool.write(message)
        spool.close()
    except BaseException:
        spool.discard()
        raise
    return spool


def _line(reply: Reply) -> str:
    return " ".join(part for part in (str(reply.code), reply.status, reply.text) if part)
