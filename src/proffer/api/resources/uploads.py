"""Files for drafts: sent as a form, stored, attached by AddAttachment (contract 11.1)."""

from __future__ import annotations

import asyncio

from proffer.api.call import OK, Answer, json_answer
from proffer.api.edge import Asked, Edge
from proffer.api.form import FormFile, received_file
from proffer.api.status import not_found
from proffer.operations.frame import Request
from proffer.operations.refused import OUT_OF_RANGE, Refused
from proffer.operations.upload import NAME, Stored
from proffer.record import replace

FIELD = "attachment"
FORM_BYTES = 64 * 1024  # what a form may take beside its file


async def post_attachment(edge: Edge, asked: Asked) -> Answer:
    """Stores the file of the field `attachment`; its document id comes back."""
    caller = asked.caller
    if not caller.by_password and b"x-requested-with" not in asked.call.headers:
        raise Refused(OUT_OF_RANGE, "A form needs the header X-Requested-With.", http=415)
    if edge.uploads is None:
        raise not_found()
    request = _request(asked, NAME)
    await edge.performer.on_upload(request, insight=caller.has_insight)  # may it come at all?
    bytes_max = edge.center.options.attachment_bytes_max
    file = await received_file(asked.call, FIELD, edge.uploads.spool_path(), bytes_max, bytes_max + FORM_BYTES)
    return json_answer({"documentId": await _stored(edge, request, file)})


async def delete_attachment(edge: Edge, asked: Asked) -> Answer:
    """RemoveAttachment under another address."""
    request = _request(asked, "RemoveAttachment", documentId=asked.names[1])
    await edge.performer.on_email(request, insight=asked.caller.has_insight)
    return OK


def _request(asked: Asked, operation: str, **raw: str) -> Request:
    user, email_id = asked.caller.user.id, asked.names[0]
    email = email_id if email_id.isalnum() else ""  # what is no id is looked for nowhere
    return Request(operation=operation, raw=raw, agent=user, actor=user, email=email)


async def _stored(edge: Edge, request: Request, file: FormFile) -> str:
    """Durable, then named by its document; a file that the draft did not take is removed again."""
    assert edge.uploads is not None, "asked before"
    try:
        blob = await edge.uploads.keep(file.path)
    except BaseException:
        await asyncio.to_thread(file.path.unlink, missing_ok=True)
        raise
    stored = Stored(
        id=edge.store.new_id(), name=file.name, mime=file.mime, size=file.size, blob=blob, sha256=file.sha256
    )
    try:
        await edge.performer.on_upload(replace(request, raw={"stored": stored}))
    except Exception:
        await edge.uploads.discard(blob)
        raise
    return stored.id
