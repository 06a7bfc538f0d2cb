"""Complete: the holder is done; the email is finished, or goes on to a queue (contract 10.10)."""

from __future__ import annotations

from proffer.agents.login import gave_up
from proffer.center.center import CENTER_KEY
from proffer.interaction.agent_view import PROCESSING, ending
from proffer.interaction.email import Email
from proffer.interaction.events import EmailCompleted
from proffer.interaction.lifecycle import moved
from proffer.interaction.notices import STATUS_CHANGE
from proffer.operations.frame import Context, Operation, Parameters
from proffer.operations.last_agent import SAVE_LAR, last_agent_writes, reads_contact
from proffer.operations.parameters import Parameter, string
from proffer.operations.to_queue import into_queue, queue_named
from proffer.record import Change, Event, Write


def decide(context: Context, parameters: Parameters) -> Change:
    """The email leaves the agent's hands; he is told `Completed` with its heading."""
    email = context.email
    event, after = _ended(context, parameters["queueName"])
    login = context.login_write(in_hand=gave_up(context.open_login, email.id), idle_since=context.now)
    notice = context.notice(STATUS_CHANGE, email, ending(event))
    return Change(
        writes=(Write(email, after), login, *last_agent_writes(context, parameters)),
        events=(event,),
        notices=(notice,),
        guards=() if parameters["queueName"] is None else ((CENTER_KEY, context.center.version),),
    )


def _ended(context: Context, queue_name: str | None) -> tuple[Event, Email]:
    """Finished; or, with a queue's name, waiting there like a new one."""
    email, agent = context.email, context.request.agent
    if queue_name is None:
        completed = EmailCompleted(at=context.now, email=email.id, agent=agent)
        return completed, moved(email, completed, holder=None, handling_deadline=None)
    return into_queue(context, queue_named(context, queue_name))


COMPLETE = Operation(
    name="Complete",
    views=frozenset((PROCESSING,)),
    parameters=(
        Parameter(
            name="queueName",
            read=string(255),
            may_be_empty=False,
            text="A queue for further work; without it the email is finished.",
        ),
        SAVE_LAR,
    ),
    reads=reads_contact,
    decide=decide,
)
