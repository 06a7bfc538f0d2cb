"""Cancel: the draft is discarded, with its text and files; only its record stays (contract 10.9)."""

from __future__ import annotations

from proffer.agents.login import gave_up
from proffer.interaction.agent_view import COMPOSING, ending
from proffer.interaction.content import Content
from proffer.interaction.events import DraftCanceled
from proffer.interaction.lifecycle import moved
from proffer.interaction.notices import STATUS_CHANGE
from proffer.operations.draft import draft_content, reads_documents, without_documents
from proffer.operations.frame import Context, Operation, Parameters, reads_content
from proffer.record import Change, Write


def decide(context: Context, parameters: Parameters) -> Change:
    """Files that other emails have too stay: each of those names them itself."""
    email, before = context.email, draft_content(context)
    event = DraftCanceled(at=context.now, email=email.id, agent=context.request.agent)
    login = context.login_write(in_hand=gave_up(context.open_login, email.id), idle_since=context.now)
    return Change(
        writes=(
            Write(email, moved(email, event, holder=None, handling_deadline=None)),
            Write(before, Content(version=before.version, id=before.id, received_at=before.received_at)),
            login,
            *without_documents(context, uploads_only=False),
        ),
        events=(event,),
        notices=(context.notice(STATUS_CHANGE, email, ending(event)),),
    )


CANCEL = Operation(
    name="Cancel",
    views=frozenset((COMPOSING,)),
    reads=reads_content,
    then_reads=reads_documents,
    decide=decide,
)
