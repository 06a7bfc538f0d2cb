"""The bytes of an attachment, and of the original message (contract 10.18, 11.10)."""

from __future__ import annotations

import re
from urllib.parse import quote

from proffer.api.call import NO_STORE, Answer, Header
from proffer.api.edge import Asked, Edge
from proffer.api.resources.emails import shown_email
from proffer.api.status import not_found
from proffer.interaction.agent_view import FULL
from proffer.interaction.content import Content, content_key
from proffer.operations.refused import WRONG_STATE, Refused

OCTETS = "application/octet-stream"
_MIME = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,127}/[A-Za-z0-9!#$&^_.+-]{1,127}")
_PLAIN = re.compile(r"[^A-Za-z0-9._ -]")
# a page inside a mail must not run as ours, whatever a browser makes of it
SAFETY: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"sandbox; default-src 'none'"),
    NO_STORE,
)


async def get_attachment(edge: Edge, asked: Asked) -> Answer:
    """For who may see the email."""
    return await _attachment(edge, asked, under_me=False)


async def get_my_attachment(edge: Edge, asked: Asked) -> Answer:
    """For who has the email in hand."""
    return await _attachment(edge, asked, under_me=True)


async def get_source(edge: Edge, asked: Asked) -> Answer:
    """The original message, byte for byte: after acceptance, or for roles with insight."""
    shown = await shown_email(edge, asked)
    if shown.view.shape != FULL and not asked.caller.has_insight:
        raise _not_accepted()
    content = await _content(edge, shown.email.id, shown.content)
    if content.blob is None or edge.source_bytes is None:
        raise not_found("original message")
    body = await edge.source_bytes(content)
    return Answer(200, body, download_headers(f"{shown.email.id}.eml", "message/rfc822"))


async def _attachment(edge: Edge, asked: Asked, *, under_me: bool) -> Answer:
    shown = await shown_email(edge, asked, under_me=under_me)
    if shown.view.shape != FULL:  # invited
        raise _not_accepted()
    content = await _content(edge, shown.email.id, shown.content)
    for attachment in content.attachments:
        if attachment.id == asked.names[1] and edge.attachment_bytes is not None:
            body = await edge.attachment_bytes(content, attachment)
            return Answer(200, body, download_headers(attachment.name, attachment.mime))
    raise not_found("attachment")


async def _content(edge: Edge, email_id: str, content: Content | None) -> Content:
    record = await edge.records.get(content_key(email_id)) if content is None else content
    if not isinstance(record, Content):
        raise not_found("content")
    return record


def download_headers(name: str, mime: str) -> tuple[Header, ...]:
    """Saved, not shown; the name in both spellings (RFC 6266)."""
    kind = mime if _MIME.fullmatch(mime) else OCTETS
    plain = _PLAIN.sub("_", name)[:200] or "attachment"
    encoded = quote(name.encode("utf-8", "replace"), safe="")
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"
    return ((b"content-type", kind.encode()), (b"content-disposition", disposition.encode()), *SAFETY)


def _not_accepted() -> Refused:
    return Refused(WRONG_STATE, "The content of an email can be read after it was accepted.")
