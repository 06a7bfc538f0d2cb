"""The routing-timeout ran out: the email goes on to the overflow queue of its queue (contract 12.3)."""

from __future__ import annotations

from proffer.center.center import CENTER_KEY, Center
from proffer.interaction.email import Email
from proffer.interaction.events import RoutingExpired
from proffer.interaction.queueing import placed_in
from proffer.record import Change, Write
from proffer.routing.user_data import routing_begins


def overflow(email: Email, queue_name: str, center: Center, now: int) -> Change | None:
    """The email in its new queue; None when the centre has no such queue any more."""
    queue = center.queue_by_name.get(queue_name)
    if queue is None:
        return None
    event = RoutingExpired(at=now, email=email.id, queue=queue_name)
    after = placed_in(email, event, queue, routing_begins(queue, center))
    return Change(writes=(Write(email, after),), events=(event,), guards=((CENTER_KEY, center.version),))
