"""Save: the fields of a draft that are given replace those it has (contract 10.7)."""

from __future__ import annotations

from proffer.interaction.agent_view import COMPOSING
from proffer.interaction.events import DraftSaved
from proffer.interaction.lifecycle import moved
from proffer.interaction.notices import EMAIL_SAVED
from proffer.operations.draft import EMAIL, applied, draft_content, given_bodies
from proffer.operations.frame import Context, Operation, Parameters, reads_content
from proffer.operations.held import own_view
from proffer.record import Change, Write


def decide(context: Context, parameters: Parameters) -> Change:
    """Addresses are checked for their form; whether anything is missing is asked when it is sent."""
    email, agent, before = context.email, context.request.agent, draft_content(context)
    fields, content = applied(context, parameters["email"])
    event = DraftSaved(at=context.now, email=email.id, agent=agent)
    after = moved(email, event, handling_deadline=context.handling_deadline(), **fields)
    notice = context.notice(EMAIL_SAVED, after, own_view(after, agent, context.center), content)
    return Change(
        writes=(Write(email, after), Write(before, content), context.login_write()),
        events=(event,),
        notices=(notice,),
    )


SAVE = Operation(
    name="Save",
    views=frozenset((COMPOSING,)),
    parameters=(EMAIL,),
    reads=reads_content,
    given_bodies=given_bodies,
    decide=decide,
)
