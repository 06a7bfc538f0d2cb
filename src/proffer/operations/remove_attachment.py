"""RemoveAttachment: a file of the draft is taken off it (contract 10.17)."""

from __future__ import annotations

from proffer.interaction.agent_view import COMPOSING
from proffer.interaction.document import Document, document_key
from proffer.interaction.events import AttachmentRemoved
from proffer.interaction.notices import ATTACHMENT_REMOVED
from proffer.operations.draft import draft_content
from proffer.operations.files import files_changed
from proffer.operations.frame import Context, Operation, Parameters, reads_content
from proffer.operations.parameters import Parameter, string
from proffer.operations.refused import NOT_FOUND, Refused
from proffer.record import Change, Key, Write, replace


def reads(context: Context, parameters: Parameters) -> tuple[Key, ...]:
    """The content, and the document that keeps the file."""
    return (*reads_content(context, parameters), document_key(parameters["documentId"]))


def decide(context: Context, parameters: Parameters) -> Change:
    """The document goes with it; the file itself once nothing names it."""
    before, document_id = draft_content(context), parameters["documentId"]
    kept = tuple(one for one in before.attachments if one.id != document_id)
    if len(kept) == len(before.attachments):
        raise Refused(NOT_FOUND, "There is no such attachment.")
    event = AttachmentRemoved(at=context.now, email=context.email.id, agent=context.request.agent, document=document_id)
    document = context.found.get(document_key(document_id))
    writes = (Write(document, None),) if isinstance(document, Document) else ()
    return files_changed(context, event, ATTACHMENT_REMOVED, replace(before, attachments=kept), *writes)


REMOVE_ATTACHMENT = Operation(
    name="RemoveAttachment",
    views=frozenset((COMPOSING,)),
    parameters=(
        Parameter(name="documentId", read=string(64), required=True, may_be_empty=False, text="What is attached now."),
    ),
    reads=reads,
    decide=decide,
)
