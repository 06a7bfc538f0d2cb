"""AddEmail: the holder puts an email into one of his workbins (contract 11.3)."""

from __future__ import annotations

from proffer.agents.login import gave_up
from proffer.interaction.agent_view import ending
from proffer.interaction.events import EmailShelved
from proffer.interaction.lifecycle import moved
from proffer.interaction.notices import STATUS_CHANGE
from proffer.interaction.workbin import ITEMS_MAX, keys_of
from proffer.operations.frame import Context, Operation, Parameters
from proffer.operations.held import HELD_VIEWS
from proffer.operations.last_agent import SAVE_LAR, last_agent_writes, reads_contact
from proffer.operations.refused import WRONG_STATE, Refused
from proffer.operations.workbin import ADDED, EMAIL_ID, own_workbin, reads_workbin, workbin_notice
from proffer.record import Change, Key, Write, replace


def reads(context: Context, parameters: Parameters) -> tuple[Key, ...]:
    """The workbin, and the contact when the agent is to be remembered."""
    return reads_workbin(context, parameters) + reads_contact(context, parameters)


def decide(context: Context, parameters: Parameters) -> Change:
    """It leaves the hands; the agent is told `Completed`, and of the workbin what was added."""
    email, workbin = context.email, own_workbin(context)
    if len(workbin.items) >= ITEMS_MAX:
        raise Refused(WRONG_STATE, f"The workbin has {ITEMS_MAX} emails.")
    held = next((item for item in context.open_login.in_hand if item.email == email.id), None)
    user = context.center.user_by_id.get(context.request.agent)
    since = context.now if held is None else held.since
    keys = keys_of(workbin, email, "" if user is None else user.employee_id, since, context.now)
    event = EmailShelved(at=context.now, email=email.id, agent=context.request.agent, workbin=workbin.id)
    after = moved(
        email,
        event,
        holder=None,
        handling_deadline=None,
        workbin=workbin.id,
        user_data=email.user_data.with_(keys),
    )
    login = context.login_write(in_hand=gave_up(context.open_login, email.id), idle_since=context.now)
    return Change(
        writes=(
            Write(email, after),
            Write(workbin if workbin.version else None, replace(workbin, items=(*workbin.items, email.id))),
            login,
            *last_agent_writes(context, parameters),
        ),
        events=(event,),
        notices=(
            context.notice(STATUS_CHANGE, email, ending(event)),
            workbin_notice(context, workbin, after, ADDED),
        ),
    )


ADD_EMAIL = Operation(name="AddEmail", views=HELD_VIEWS, parameters=(EMAIL_ID, SAVE_LAR), reads=reads, decide=decide)
