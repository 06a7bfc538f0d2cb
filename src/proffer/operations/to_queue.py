"""The holder passes an email on to a queue, where it waits like a new one: Complete, Transfer and PlaceInQueue do."""

from __future__ import annotations

from proffer.center.queue import SEND, Queue
from proffer.interaction.email import INBOUND, Email
from proffer.interaction.events import EmailPlaced
from proffer.interaction.queueing import placed_in
from proffer.operations.frame import Context
from proffer.operations.refused import NOT_FOUND, OUT_OF_RANGE, Refused
from proffer.record import UserData, replace
from proffer.routing.user_data import routing_begins


def queue_named(context: Context, name: str) -> Queue:
    """The queue in which this email can wait for an agent: for a draft a review queue too. Raises Refused(6, 10)."""
    queue = context.center.queue_by_name.get(name)
    if queue is None:
        raise Refused(NOT_FOUND, "There is no queue of this name.")
    if queue.outbound is not None and context.email.direction == INBOUND:
        raise Refused(OUT_OF_RANGE, "An outbound queue cannot take an inbound email.")
    if queue.outbound == SEND:
        raise Refused(OUT_OF_RANGE, "A draft goes into a queue that sends by Send only.")
    return queue


def into_queue(
    context: Context, queue: Queue, *, user_data: UserData | None = None, reason: str | None = None
) -> tuple[EmailPlaced, Email]:
    """What happened, and the email waiting there: nobody has refused it (contract 10.11)."""
    email = context.email
    event = EmailPlaced(at=context.now, email=email.id, agent=context.request.agent, queue=queue.name, reason=reason)
    told = email if user_data is None else replace(email, user_data=user_data)
    return event, placed_in(told, event, queue, routing_begins(queue, context.center))
