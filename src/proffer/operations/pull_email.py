"""PullEmail: an agent takes an email out of his workbin into his hands, whatever his capacity (contract 10.23)."""

from __future__ import annotations

from proffer.agents.login import InHand, took
from proffer.interaction.agent_view import HEADING, View, agent_view
from proffer.interaction.email import OUTBOUND, SHELVED, Email
from proffer.interaction.events import EmailPulled
from proffer.interaction.lifecycle import moved
from proffer.interaction.notices import STATUS_CHANGE
from proffer.interaction.workbin import KEYS
from proffer.operations.frame import Context, Operation, Parameters
from proffer.operations.held import own_view
from proffer.operations.refused import NOT_FOUND, Refused
from proffer.operations.workbin import EMAIL_ID, REMOVED, own_workbin, reads_workbin, workbin_notice
from proffer.record import Change, Write, replace

NAME = "PullEmail"
IN_WORKBIN = View("InWorkbin", (NAME,), HEADING)


def sees(email: Email, agent: str) -> View | None:
    """It is in nobody's hands; whose workbin it lies in is asked later."""
    return IN_WORKBIN if email.state == SHELVED else agent_view(email, agent)


def decide(context: Context, parameters: Parameters) -> Change:
    """Out of the workbin, its keys out of the user data, the handling-timer begins."""
    email, agent, workbin = context.email, context.request.agent, own_workbin(context)
    if email.workbin != workbin.id or email.id not in workbin.items:
        raise Refused(NOT_FOUND, "The email is not in this workbin.")
    user_data = email.user_data.with_({}, without=KEYS)
    event = EmailPulled(at=context.now, email=email.id, agent=agent, workbin=workbin.id)
    after = moved(
        email,
        event,
        holder=agent,
        workbin=None,
        user_data=user_data,
        handling_deadline=context.handling_deadline(user_data),
    )
    parent = email.parent_id if email.direction == OUTBOUND else None
    held = InHand(email=email.id, queue=email.queue, since=context.now, parent=parent)
    left = replace(workbin, items=tuple(one for one in workbin.items if one != email.id))
    return Change(
        writes=(
            Write(email, after),
            Write(workbin, left),
            context.login_write(in_hand=took(context.open_login, held)),
        ),
        events=(event,),
        notices=(
            context.notice(STATUS_CHANGE, after, own_view(after, agent, context.center), context.content),
            workbin_notice(context, workbin, after, REMOVED),
        ),
    )


PULL_EMAIL = Operation(
    name=NAME,
    views=frozenset((IN_WORKBIN.state,)),
    sees=sees,
    parameters=(EMAIL_ID,),
    reads=reads_workbin,
    decide=decide,
)
