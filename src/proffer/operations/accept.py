"""Accept: the invited agent takes the email and owns it from now on (contract 10.2)."""

from __future__ import annotations

from proffer.interaction.agent_view import INVITED
from proffer.interaction.events import InvitationAccepted
from proffer.interaction.lifecycle import moved
from proffer.interaction.notices import STATUS_CHANGE
from proffer.operations.frame import Context, Operation, Parameters, reads_content
from proffer.operations.held import own_view
from proffer.operations.last_agent import SAVE_LAR, last_agent_writes, reads_contact
from proffer.record import Change, Key, Write


def reads(context: Context, parameters: Parameters) -> tuple[Key, ...]:
    """The content for the full view, the contact when the agent is to be remembered."""
    return reads_content(context, parameters) + reads_contact(context, parameters)


def decide(context: Context, parameters: Parameters) -> Change:
    """The invitation ends, the agent holds the email, the handling-timer starts."""
    email, agent = context.email, context.request.agent
    assert email.invitation is not None, "an invited view has an invitation"
    waited_ms = max(0, context.now - email.invitation.offered_at)
    event = InvitationAccepted(at=context.now, email=email.id, agent=agent, queue=email.queue, waited_ms=waited_ms)
    after = moved(email, event, invitation=None, holder=agent, handling_deadline=context.handling_deadline())
    notice = context.notice(STATUS_CHANGE, after, own_view(after, agent, context.center), context.content)
    return Change(
        writes=(Write(email, after), context.login_write(missed=0), *last_agent_writes(context, parameters)),
        events=(event,),
        notices=(notice,),
    )


ACCEPT = Operation(name="Accept", views=frozenset((INVITED,)), parameters=(SAVE_LAR,), reads=reads, decide=decide)
