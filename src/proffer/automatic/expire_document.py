"""A stored file that nobody attached within a day is given up (contract 11.1)."""

from __future__ import annotations

from proffer.interaction.content import Content
from proffer.interaction.document import Document
from proffer.interaction.events import DocumentExpired
from proffer.record import Change, Write, replace


def expire_document(document: Document, content: Content | None, now: int) -> Change:
    """The document goes, and the draft forgets it; its file is swept later."""
    event = DocumentExpired(at=now, email=document.email, document=document.id)
    writes = [Write(document, None)]
    if content is not None and document.id in content.uploads:
        kept = tuple(one for one in content.uploads if one != document.id)
        writes.append(Write(content, replace(content, uploads=kept)))
    return Change(writes=tuple(writes), events=(event,))
