"""PlaceInQueue: the holder puts the email into a queue, its user data changed in the same step (contract 10.22)."""

from __future__ import annotations

from proffer.agents.login import gave_up
from proffer.center.center import CENTER_KEY
from proffer.interaction.agent_view import PROCESSING, ending
from proffer.interaction.email import Email
from proffer.interaction.events import EmailCompleted
from proffer.interaction.lifecycle import moved
from proffer.interaction.notices import STATUS_CHANGE
from proffer.operations.delete_user_data import only_names
from proffer.operations.frame import Context, Operation, Parameters
from proffer.operations.parameters import Parameter, string
from proffer.operations.to_queue import into_queue, queue_named
from proffer.operations.user_data import check_size, user_data_parameter
from proffer.record import Change, Event, UserData, Write, replace

BACK, STOP = "__BACK__", "__STOP__"
REASON_CHARACTERS_MAX = 255


def decide(context: Context, parameters: Parameters) -> Change:
    """It waits there like a new one; its giver is told `Completed` and counts as not having refused it."""
    email = context.email
    user_data = email.user_data.with_(
        parameters["addedProperties"] | parameters["changedProperties"], without=parameters["deletedProperties"]
    )
    check_size(user_data, context)
    event, after = _placed(context, parameters, user_data)
    login = context.login_write(in_hand=gave_up(context.open_login, email.id), idle_since=context.now)
    told = replace(email, user_data=user_data)
    return Change(
        writes=(Write(email, after), login),
        events=(event,),
        notices=(context.notice(STATUS_CHANGE, told, ending(event)),),
        guards=((CENTER_KEY, context.center.version),),
    )


def _placed(context: Context, parameters: Parameters, user_data: UserData) -> tuple[Event, Email]:
    """`__BACK__` is the queue it came from, `__STOP__` no queue at all: it is finished."""
    email, name = context.email, parameters["queueName"]
    if name == STOP:
        event = EmailCompleted(at=context.now, email=email.id, agent=context.request.agent)
        return event, moved(email, event, holder=None, handling_deadline=None, user_data=user_data)
    queue = queue_named(context, email.queue if name == BACK else name)
    return into_queue(context, queue, user_data=user_data, reason=parameters["reason"])


PLACE_IN_QUEUE = Operation(
    name="PlaceInQueue",
    views=frozenset((PROCESSING,)),
    parameters=(
        Parameter(
            name="queueName",
            read=string(255),
            required=True,
            may_be_empty=False,
            text=f"A queue; {BACK}: the one it came from; {STOP}: it is finished.",
        ),
        Parameter(name="addedProperties", read=user_data_parameter, default={}, text="Merged into the user data."),
        Parameter(name="changedProperties", read=user_data_parameter, default={}, text="Merged into the user data."),
        Parameter(name="deletedProperties", read=only_names, default=(), text="Keys taken out of the user data."),
        Parameter(name="reason", read=string(REASON_CHARACTERS_MAX), text="Kept in the journal."),
    ),
    decide=decide,
)
