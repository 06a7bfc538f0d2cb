"""RecallSend: the sender takes an email back while it waits to leave: undo send (contract 11.10)."""

from __future__ import annotations

from proffer.agents.login import InHand, took
from proffer.interaction.agent_view import COMPLETED, HEADING, View, agent_view
from proffer.interaction.delivery import Delivery, delivery_key
from proffer.interaction.email import OUTBOX, Email
from proffer.interaction.events import SendRecalled
from proffer.interaction.lifecycle import moved
from proffer.interaction.notices import STATUS_CHANGE
from proffer.operations.frame import Context, Operation, Parameters, reads_content
from proffer.operations.held import own_view
from proffer.operations.refused import WRONG_STATE, Refused
from proffer.record import Change, Key, Write

NAME = "RecallSend"
LEAVING = View(COMPLETED, (NAME,), HEADING)


def sees(email: Email, agent: str) -> View | None:
    """It is in nobody's hands, but who sent it last may ask for it."""
    return LEAVING if email.state == OUTBOX and email.sent_by == agent else agent_view(email, agent)


def reads(context: Context, parameters: Parameters) -> tuple[Key, ...]:
    """The content for the full view, the delivery to see how far it is."""
    return (*reads_content(context, parameters), delivery_key(context.email.id))


def decide(context: Context, parameters: Parameters) -> Change:
    """The outbox counts an attempt before it makes it, so that only one of the two can win."""
    email, agent = context.email, context.request.agent
    delivery = context.found.get(delivery_key(email.id))
    if not isinstance(delivery, Delivery) or delivery.attempts:
        raise Refused(WRONG_STATE, "The email is on its way already.")
    event = SendRecalled(at=context.now, email=email.id, agent=agent)
    after = moved(email, event, holder=agent, handling_deadline=context.handling_deadline())
    held = InHand(email=email.id, queue=email.queue, since=context.now, parent=email.parent_id)
    notice = context.notice(STATUS_CHANGE, after, own_view(after, agent, context.center), context.content)
    return Change(
        writes=(
            Write(email, after),
            Write(delivery, None),
            context.login_write(in_hand=took(context.open_login, held)),
        ),
        events=(event,),
        notices=(notice,),
    )


RECALL_SEND = Operation(name=NAME, views=frozenset((COMPLETED,)), sees=sees, reads=reads, decide=decide)
