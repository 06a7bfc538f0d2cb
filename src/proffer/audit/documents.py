"""Documents and what they were stored for: each is attached to its draft or waits for it, and keeps its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from proffer.audit.finding import Finding
from proffer.interaction.content import Content
from proffer.interaction.document import Document
from proffer.record import Record


def document_and_draft(document: Document, contents: Mapping[str, Record]) -> Iterator[Finding]:
    """`contents`: that of the draft it was stored for, if there is one, by id."""
    content = contents.get(document.email)
    if not isinstance(content, Content):
        yield _wrong(document, "document_has_its_draft", f"was stored for {document.email}, which does not exist")
        return
    waits = document.id in content.uploads
    attached = any(one.id == document.id and one.blob == document.blob for one in content.attachments)
    if waits == attached:
        what = f"is {'both' if waits else 'neither'} attached to {document.email} and waiting for it"
        yield _wrong(document, "document_is_needed", what)
    elif waits != (document.expires_at is not None):
        what = "waits to be attached for ever" if waits else "would expire although it is attached"
        yield _wrong(document, "document_expires_if_unattached", what)


def attachments_and_documents(content: Content, documents: Mapping[str, Record]) -> Iterator[Finding]:
    """`documents`: those there are among the ids of its attachments. Without one its file would be swept."""
    for one in content.attachments:
        known = documents.get(one.id)
        if one.blob is not None and not (isinstance(known, Document) and known.blob == one.blob):
            what = f"has the attachment {one.id}, whose file nothing keeps"
            yield Finding(rule="attachment_has_its_document", kind="content", id=content.id, what=what)


def _wrong(document: Document, rule: str, what: str) -> Finding:
    return Finding(rule=rule, kind="document", id=document.id, what=what)
