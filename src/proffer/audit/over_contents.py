"""Goes over every content: it has its email, and its original message is the one that was taken in."""

from __future__ import annotations

from collections.abc import AsyncIterator

from proffer.audit.documents import attachments_and_documents
from proffer.audit.finding import RESTORE, Finding
from proffer.audit.reading import read
from proffer.audit.shared import Shared
from proffer.interaction.content import Content
from proffer.interaction.email import INBOUND, Email


async def over_contents(shared: Shared) -> AsyncIterator[Finding]:
    """A batch at a time."""
    async for rows in shared.rows("content"):
        emails = await shared.inspection.existing("email", [row.id for row in rows])
        for record, findings in map(read, rows):
            for finding in findings:
                yield finding
            if isinstance(record, Content):
                async for finding in _of(shared, record, has_an_email=record.id in emails):
                    yield finding


async def _of(shared: Shared, content: Content, *, has_an_email: bool) -> AsyncIterator[Finding]:
    if not has_an_email:
        yield Finding(rule="content_has_its_email", kind="content", id=content.id, what="there is no such email")
    elif content.blob is None and await _came_by_mail(shared, content.id):
        what = "names no original message, although it came by mail"
        yield Finding(rule="content_has_its_original", kind="content", id=content.id, what=what, todo=RESTORE)
    attached = [one.id for one in content.attachments if one.blob is not None]
    documents = await shared.load("document", attached) if attached else {}
    for finding in attachments_and_documents(content, documents):
        yield finding
    if shared.files is not None:
        async for finding in shared.files.named_by(content):
            yield finding


async def _came_by_mail(shared: Shared, email_id: str) -> bool:
    email = (await shared.load("email", [email_id])).get(email_id)
    return isinstance(email, Email) and email.direction == INBOUND and email.subtype != "InboundNDR"
