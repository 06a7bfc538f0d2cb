"""Accept: the invited agent takes the email and owns it from now on (contract 10.2)."""

from __future__ import annotations

from proffer.agents.login import accepted, gave_up
from proffer.automatic.giver import Giver, giver_among, giver_keys, giver_notice
from proffer.interaction.agent_view import INVITED, ending
from proffer.interaction.email import Email, Invitation
from proffer.interaction.events import EmailHandedOver, InvitationAccepted
from proffer.interaction.lifecycle import moved
from proffer.interaction.notices import STATUS_CHANGE
from proffer.operations.frame import Context, Operation, Parameters, reads_content
from proffer.operations.held import own_view
from proffer.operations.last_agent import SAVE_LAR, last_agent_writes, reads_contact
from proffer.record import Change, Key, Write, replace


def reads(context: Context, parameters: Parameters) -> tuple[Key, ...]:
    """The content for the full view, the contact when the agent is to be remembered, the giver of a transfer."""
    keys = reads_content(context, parameters) + reads_contact(context, parameters)
    return keys + giver_keys(context.email.id, _invitation(context.email).giver, context.center)


def decide(context: Context, parameters: Parameters) -> Change:
    """The invitation ends, the agent holds the email, the handling-timer starts."""
    email, agent = context.email, context.request.agent
    waited_ms = max(0, context.now - _invitation(email).offered_at)
    event = InvitationAccepted(at=context.now, email=email.id, agent=agent, queue=email.queue, waited_ms=waited_ms)
    after = moved(email, event, invitation=None, holder=agent, handling_deadline=context.handling_deadline())
    notice = context.notice(STATUS_CHANGE, after, own_view(after, agent, context.center), context.content)
    giver = giver_among(email, context.found)
    in_hand = context.open_login.in_hand if giver is None else accepted(context.open_login, email.id)
    change = Change(
        writes=(
            Write(email, after),
            context.login_write(missed=0, in_hand=in_hand),
            *last_agent_writes(context, parameters),
        ),
        events=(event,),
        notices=(notice,),
    )
    return change if giver is None else change.then(_handed_over(context, after, giver))


def _handed_over(context: Context, after: Email, giver: Giver) -> Change:
    """The giver of a transfer is told `Completed`, with the number of his Transfer (contract 9.3)."""
    email, login = context.email, giver.login
    event = EmailHandedOver(at=context.now, email=email.id, agent=login.agent, to=context.request.agent)
    left = replace(login, in_hand=gave_up(login, email.id), idle_since=context.now)
    return Change(
        writes=(Write(after, moved(after, event)), Write(login, left)),
        events=(event,),
        notices=(giver_notice(giver, _invitation(email), STATUS_CHANGE, email, ending(event)),),
    )


def _invitation(email: Email) -> Invitation:
    assert email.invitation is not None, "an invited view has an invitation"
    return email.invitation


ACCEPT = Operation(name="Accept", views=frozenset((INVITED,)), parameters=(SAVE_LAR,), reads=reads, decide=decide)
