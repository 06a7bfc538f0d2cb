"""Files for drafts: sent as a form, stored, attached by AddAttachment (contract 11.1)."""

from __future__ import annotations

from proffer.api.call import OK, Answer, json_answer
from proffer.api.edge import Asked, Edge
from proffer.api.form import FormFile, received_file
from proffer.api.status import not_found
from proffer.interaction.agent_view import COMPOSING
from proffer.operations.frame import Request
from proffer.operations.refused import OUT_OF_RANGE, WRONG_STATE, Refused
from proffer.operations.upload import NAME, Stored

FIELD = "attachment"
FORM_BYTES = 64 * 1024  # what a form may take beside its file


async def post_attachment(edge: Edge, asked: Asked) -> Answer:
    """Stores the file of the field `attachment`; its document id comes back."""
    caller, (email_id,) = asked.caller, asked.names
    if not caller.by_password and b"x-requested-with" not in asked.call.headers:
        raise Refused(OUT_OF_RANGE, "A form needs the header X-Requested-With.", http=415)
    if edge.uploads is None:
        raise not_found()
    shown = await edge.views.one(email_id, caller.user, under_me=True)
    if shown.view.state != COMPOSING or not shown.view.capabilities:
        raise Refused(WRONG_STATE, f"A file cannot be stored for an email in state {shown.view.state}.")
    bytes_max = edge.center.options.attachment_bytes_max
    file = await received_file(asked.call, FIELD, edge.uploads.spool_path(), bytes_max, bytes_max + FORM_BYTES)
    document_id = await _stored(edge, caller.user.id, email_id, file)
    return json_answer({"documentId": document_id})


async def delete_attachment(edge: Edge, asked: Asked) -> Answer:
    """RemoveAttachment under another address."""
    caller, (email_id, document) = asked.caller, asked.names
    request = Request(
        operation="RemoveAttachment",
        raw={"documentId": document},
        agent=caller.user.id,
        actor=caller.user.id,
        email=email_id if email_id.isalnum() else "",
    )
    await edge.performer.on_email(request, insight=caller.has_insight)
    return OK


async def _stored(edge: Edge, agent: str, email_id: str, file: FormFile) -> str:
    """Durable, then named by its document; a file that the draft did not take is removed again."""
    assert edge.uploads is not None, "asked before"
    blob = await edge.uploads.keep(file.path)
    stored = Stored(
        id=edge.store.new_id(), name=file.name, mime=file.mime, size=file.size, blob=blob, sha256=file.sha256
    )
    request = Request(operation=NAME, raw={"stored": stored}, agent=agent, actor=agent, email=email_id)
    try:
        await edge.performer.on_upload(request)
    except Refused:
        await edge.uploads.discard(blob)
        raise
    return stored.id
