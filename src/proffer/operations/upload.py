"""An upload stores a file for a draft; AddAttachment attaches it, else it goes after a day (contract 11.1)."""

from __future__ import annotations

from typing import Any

from proffer.interaction.agent_view import COMPOSING
from proffer.interaction.document import UPLOAD_KEPT_MS, Document
from proffer.interaction.events import DocumentUploaded
from proffer.interaction.lifecycle import moved
from proffer.operations.draft import draft_content
from proffer.operations.frame import Context, Operation, Parameters, reads_content
from proffer.operations.refused import WRONG_STATE, Refused
from proffer.record import Change, Struct, Write, replace

NAME = "Upload"
UPLOADS_MAX = 100  # of one draft, not attached


class Stored(Struct, frozen=True, kw_only=True):
    """A file on our disk, and what the client said of it."""

    id: str  # document id
    name: str
    mime: str
    size: int  # bytes
    blob: str
    sha256: str


def decide(context: Context, parameters: Parameters) -> Change | None:
    """The file gets its document; the draft knows of it. Nobody is told: the answer says its id.

    The edge asks once without a file, before it takes one: then it is only said whether it may come.
    """
    email, before, agent = context.email, draft_content(context), context.request.agent
    if len(before.uploads) >= UPLOADS_MAX:
        raise Refused(WRONG_STATE, f"The draft has {UPLOADS_MAX} files that are not attached.")
    stored: Any = context.request.raw.get("stored")
    if stored is None:
        return None
    assert isinstance(stored, Stored), "an upload is made by the edge, not by a client"
    document = Document(
        id=stored.id,
        owner=agent,
        email=email.id,
        name=stored.name,
        mime=stored.mime,
        size=stored.size,
        blob=stored.blob,
        sha256=stored.sha256,
        uploaded_at=context.now,
        expires_at=context.now + UPLOAD_KEPT_MS,
    )
    event = DocumentUploaded(at=context.now, email=email.id, agent=agent, document=stored.id, size=stored.size)
    return Change(
        writes=(
            Write(email, moved(email, event, handling_deadline=context.handling_deadline())),
            Write(before, replace(before, uploads=(*before.uploads, stored.id))),
            Write(None, document),
        ),
        events=(event,),
    )


UPLOAD = Operation(name=NAME, views=frozenset((COMPOSING,)), reads=reads_content, decide=decide, numbered=False)
