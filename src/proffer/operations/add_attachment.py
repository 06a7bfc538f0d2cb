"""AddAttachment: a stored document becomes a file of the draft (contract 10.16)."""

from __future__ import annotations

from typing import Any

from proffer.interaction.agent_view import COMPOSING
from proffer.interaction.content import Attachment, Content, content_key
from proffer.interaction.document import Document, document_key
from proffer.interaction.email import Email, email_key
from proffer.interaction.events import AttachmentAdded
from proffer.interaction.file_name import safe_name
from proffer.interaction.notices import ATTACHMENT_ADDED
from proffer.operations.draft import draft_content
from proffer.operations.files import MIME, files_changed
from proffer.operations.frame import Context, Operation, Parameters, reads_content
from proffer.operations.parameters import Parameter, string, takes
from proffer.operations.refused import EXISTS, NOT_FOUND, OUT_OF_RANGE, Refused
from proffer.operations.sizes import refuse_if_too_much_attached
from proffer.operations.visible import may_read_content
from proffer.record import Change, Key, Write, replace

NAME_CHARACTERS_MAX = 255


@takes(type="string", pattern=MIME.pattern)
def mime_type(name: str, value: Any) -> str:
    """`type/subtype`."""
    if not isinstance(value, str) or not MIME.fullmatch(value):
        raise Refused(OUT_OF_RANGE, f"Parameter {name} must be type/subtype.")
    return value


@takes(type=["integer", "string"])
def ignored(name: str, value: Any) -> None:
    """Accepted and not looked at: the server knows."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise Refused(OUT_OF_RANGE, f"Parameter {name} must be a number.")


def reads(context: Context, parameters: Parameters) -> tuple[Key, ...]:
    """The draft's content and the document."""
    return (*reads_content(context, parameters), document_key(parameters["documentId"]))


def then_reads(context: Context, parameters: Parameters) -> tuple[Key, ...]:
    """What is no document of his own may hang on another email in his hands, or on the one the draft answers."""
    stored = context.found.get(document_key(parameters["documentId"]))
    if isinstance(stored, Document) and stored.owner == context.request.agent:
        return ()
    emails = [item.email for item in context.open_login.in_hand if item.email != context.email.id]
    if context.email.parent_id is not None:
        emails.append(context.email.parent_id)
    return tuple(key for email in dict.fromkeys(emails) for key in (email_key(email), content_key(email)))


def decide(context: Context, parameters: Parameters) -> Change:
    """An upload stays a document of the draft; a file of another email gets one."""
    before, now = draft_content(context), context.now
    attachment, document, known = _found(context, parameters["documentId"])
    if any((one.blob, one.part) == (attachment.blob, attachment.part) for one in before.attachments):
        raise Refused(EXISTS, "The document is attached already.")
    name = parameters["name"]
    attachment = replace(
        attachment,
        name=safe_name(name) if name is not None else attachment.name,
        mime=parameters["mime"] or attachment.mime,
    )
    refuse_if_too_much_attached((*before.attachments, attachment), context.center.options)
    event = AttachmentAdded(at=now, email=context.email.id, agent=context.request.agent, document=attachment.id)
    after = replace(
        before,
        attachments=(*before.attachments, attachment),
        uploads=tuple(one for one in before.uploads if one != attachment.id),
    )
    return files_changed(context, event, ATTACHMENT_ADDED, after, Write(known, replace(document, expires_at=None)))


def _found(context: Context, document_id: str) -> tuple[Attachment, Document, Document | None]:
    """As it will be attached, the document that keeps its file, and that document as it is now."""
    stored = context.found.get(document_key(document_id))
    agent, draft = context.request.agent, context.email
    if isinstance(stored, Document) and stored.owner == agent and stored.email == draft.id:
        return _of_document(stored), stored, stored
    if isinstance(stored, Document) and stored.owner == agent:  # stored for another draft: this one gets its own
        copy = replace(stored, version=0, id=context.new_id(), email=draft.id)
        return _of_document(copy), copy, None
    found = _on_an_email(context, document_id)
    if found is None:
        raise Refused(NOT_FOUND, "There is no such document.")
    new_id = context.new_id() if stored is not None else found.id
    shared = replace(found, id=new_id, inline=False, content_id=None)
    return shared, _document(context, shared), None


def _on_an_email(context: Context, document_id: str) -> Attachment | None:
    """The attachment with this id of an email whose content the agent may read (contract 2.9, 10.18)."""
    for record in context.found.values():
        email = context.found.get(email_key(record.id)) if isinstance(record, Content) else None
        if not isinstance(record, Content) or not isinstance(email, Email):
            continue
        for one in record.attachments:
            blob = one.blob or record.blob
            if one.id == document_id and blob and may_read_content(email, context.request.agent, context.center):
                return replace(one, blob=blob)
    return None


def _of_document(document: Document) -> Attachment:
    return Attachment(
        id=document.id,
        name=document.name,
        size=document.size,
        mime=document.mime,
        part=document.part,
        blob=document.blob,
    )


def _document(context: Context, attachment: Attachment) -> Document:
    assert attachment.blob is not None, "a shared file has its blob"
    return Document(
        id=attachment.id,
        owner=context.request.agent,
        email=context.email.id,
        name=attachment.name,
        mime=attachment.mime,
        size=attachment.size,
        blob=attachment.blob,
        part=attachment.part,
        uploaded_at=context.now,
    )


ADD_ATTACHMENT = Operation(
    name="AddAttachment",
    views=frozenset((COMPOSING,)),
    parameters=(
        Parameter(
            name="documentId",
            read=string(64),
            required=True,
            may_be_empty=False,
            text="An upload of the agent's, or a file of an email in his hands or of the one answered.",
        ),
        Parameter(name="name", read=string(NAME_CHARACTERS_MAX), may_be_empty=False, text="Instead of the stored one."),
        Parameter(name="mime", read=mime_type, text="Instead of the stored one."),
        Parameter(name="size", read=ignored, text="Not looked at."),
    ),
    reads=reads,
    then_reads=then_reads,
    decide=decide,
)
