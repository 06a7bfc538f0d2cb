"""What tests of drafts share: begin one, read it, see what was told last, ask for what must be refused."""

from __future__ import annotations

from typing import Any

import pytest

from proffer.interaction.content import Attachment, Content, content_key
from proffer.interaction.events import AttachmentAdded
from proffer.interaction.notices import EmailNotice
from proffer.operations.refused import Refused
from proffer.record import Change, Write, replace
from tests.cast import ADA, NOON, House

QUEUE = "/queues/35d7174c-62a1-4450-a5df-633325bc993f"


async def created(house: House, agent: str = ADA, **raw: Any) -> str:
    """A new draft; its id."""
    await house.ask(agent, "Create", **{"queueUri": QUEUE, **raw})
    return last(house).email.id


def last(house: House) -> EmailNotice:
    notice = house.notices[-1]
    assert isinstance(notice, EmailNotice)
    return notice


async def content(house: House, email: str) -> Content:
    record = await house.records.get(content_key(email))
    assert isinstance(record, Content)
    return record


async def code_of(house: House, operation: str, email: str | None = None, /, **raw: Any) -> int:
    with pytest.raises(Refused) as refused:
        await house.ask(ADA, operation, email, **raw)
    return refused.value.code


async def text_attachment(house: House, draft: str, *, size: int) -> None:
    """The draft with one attachment of so many bytes, as if it had been added."""
    before = await content(house, draft)
    attachment = Attachment(id=house.store.new_id(), name="a.txt", size=size, mime="text/plain", blob="0" * 32)
    event = AttachmentAdded(at=NOON, email=draft, document=attachment.id)
    await house.store.save(Change(writes=(Write(before, replace(before, attachments=(attachment,))),), events=(event,)))
