"""What operations on a draft share: its fields replaced as given, its documents, the change that keeps both (10.7)."""

from __future__ import annotations

from typing import Any

from proffer.interaction.bodies import BODY_BYTES_MAX, GivenBodies, mime_of
from proffer.interaction.content import Content
from proffer.interaction.document import Document, document_key
from proffer.operations.draft_fields import ADDRESSES_MAX, DraftFields, displayed, draft_fields, read_mailbox
from proffer.operations.frame import Context, Parameters
from proffer.operations.parameters import Parameter
from proffer.operations.refused import OUT_OF_RANGE, Refused
from proffer.record import Key, Write, replace

EMAIL = Parameter(
    name="email", read=draft_fields, required=True, text="The fields to replace; the others stay as they are."
)
MADE_BYTES_MAX = 2 * BODY_BYTES_MAX  # escaping makes a text longer


def given_bodies(context: Context, parameters: Parameters) -> GivenBodies | None:
    """The texts of `email`, to be cleaned and completed; None when neither is given."""
    bodies: GivenBodies = parameters["email"].bodies
    return None if bodies.html is None and bodies.text is None else bodies


def draft_content(context: Context) -> Content:
    """The content of the draft, which `reads` asked for."""
    assert context.content is not None, "a draft has its content"
    return context.content


def applied(context: Context, given: DraftFields) -> tuple[dict[str, Any], Content]:
    """The changed fields of the email, and its content afterwards. Raises Refused(10)."""
    fields: dict[str, Any] = {}
    for name, addresses in (("to", given.to), ("cc", given.cc), ("bcc", given.bcc)):
        if addresses is not None:
            fields[name] = displayed(context, name, addresses)
    if sum(len(fields.get(name, getattr(context.email, name))) for name in ("to", "cc", "bcc")) > ADDRESSES_MAX:
        raise Refused(OUT_OF_RANGE, f"The email has more than {ADDRESSES_MAX} addresses.")
    if given.from_ is not None:
        fields["from_"] = _sender(context, given.from_)
    if given.subject is not None:
        fields["subject"] = given.subject or None
    return fields, _with_bodies(context, given.bodies)


def _sender(context: Context, text: str) -> str | None:
    """One of ours, or the one the draft has; with the name that was given."""
    if not text.strip():
        return None
    sender, present = read_mailbox(context, "from", text), context.email.from_
    allowed = set(context.center.from_addresses)
    if present is not None:
        allowed.add(read_mailbox(context, "from", present).folded)
    if sender.folded not in allowed:
        raise Refused(OUT_OF_RANGE, "This is not an address to send from.")
    return sender.display


def _with_bodies(context: Context, given: GivenBodies) -> Content:
    before, made = draft_content(context), context.bodies
    mime = mime_of(given, before.mime)
    if made is None:
        return before if mime == before.mime else replace(before, mime=mime)
    if len(made.html) > MADE_BYTES_MAX:
        raise Refused(OUT_OF_RANGE, f"The HTML body would be longer than {MADE_BYTES_MAX} bytes.")
    return replace(before, html=made.html or None, text=made.text or None, mime=mime)


def reads_documents(context: Context, parameters: Parameters) -> tuple[Key, ...]:
    """Every document of the draft, attached or not; known once its content was read."""
    content = context.content
    if content is None:
        return ()
    attached = [attachment.id for attachment in content.attachments if attachment.blob is not None]
    return tuple(map(document_key, (*attached, *content.uploads)))


def without_documents(context: Context, *, uploads_only: bool) -> tuple[Write, ...]:
    """The documents are deleted: all of them, or those that were not attached. Their files are swept later."""
    unattached = set(draft_content(context).uploads)
    return tuple(
        Write(record, None)
        for record in context.found.values()
        if isinstance(record, Document) and (record.id in unattached or not uploads_only)
    )
