"""Send: the draft leaves its author, into the outbox or to those who review it (contract 10.8)."""

from __future__ import annotations

from typing import Any

from proffer.agents.login import gave_up
from proffer.center.center import CENTER_KEY
from proffer.center.queue import REVIEW, Queue
from proffer.interaction.agent_view import COMPOSING, ending
from proffer.interaction.delivery import Delivery, Recipient
from proffer.interaction.email import Email
from proffer.interaction.events import DraftSent, DraftSubmitted
from proffer.interaction.lifecycle import moved
from proffer.interaction.message_id import message_id
from proffer.interaction.notices import STATUS_CHANGE
from proffer.interaction.queueing import placed_in
from proffer.operations.complete_draft import complete, recipients
from proffer.operations.draft import EMAIL, applied, draft_content, given_bodies, reads_documents, without_documents
from proffer.operations.frame import Context, Operation, Parameters, reads_content
from proffer.operations.last_agent import SAVE_LAR, last_agent_writes, reads_contact
from proffer.operations.outbound_queue import QUEUE_NAME, outbound_queue
from proffer.record import Change, Event, Key, Write, replace
from proffer.routing.user_data import routing_begins


def reads(context: Context, parameters: Parameters) -> tuple[Key, ...]:
    """The content, and the contact when the agent is to be remembered."""
    return reads_content(context, parameters) + reads_contact(context, parameters)


def decide(context: Context, parameters: Parameters) -> Change:
    """`email` is applied as by Save, but told as sent only; what nobody attached is deleted with it."""
    email, before = context.email, draft_content(context)
    fields, content = applied(context, parameters["email"])
    queue = outbound_queue(context, parameters)
    draft = complete(context, replace(email, **fields, sent_by=context.request.agent), content)
    if queue.outbound == REVIEW:
        event, after, writes = _submitted(context, draft, queue)
    else:
        event, after, writes = _sent(context, draft, queue)
        content = replace(content, message_id=message_id(draft, context.center.contact_center_id))
    login = context.login_write(in_hand=gave_up(context.open_login, email.id), idle_since=context.now)
    return Change(
        writes=(
            Write(email, after),
            Write(before, replace(content, uploads=())),
            login,
            *writes,
            *without_documents(context, uploads_only=True),
            *last_agent_writes(context, parameters),
        ),
        events=(event,),
        notices=(context.notice(STATUS_CHANGE, draft, ending(event)),),
        guards=((CENTER_KEY, context.center.version),),
    )


def _sent(context: Context, draft: Email, queue: Queue) -> tuple[Event, Email, tuple[Write, ...]]:
    """In the outbox, with its delivery, in the same change."""
    due_at = context.now + queue.send_delay_seconds * 1_000
    event = DraftSent(at=context.now, email=draft.id, agent=context.request.agent, queue=queue.name, due_at=due_at)
    delivery = Delivery(
        email=draft.id,
        due_at=due_at,
        expires_at=due_at + context.center.options.outbound_retry_hours * 3_600_000,
        recipients=tuple(Recipient(address=address) for address in recipients(draft)),
    )
    left: dict[str, Any] = {"queue": queue.name, "holder": None, "handling_deadline": None}
    return event, moved(draft, event, **left), (Write(None, delivery),)


def _submitted(context: Context, draft: Email, queue: Queue) -> tuple[Event, Email, tuple[Write, ...]]:
    """In the queue of those who review it, like a new email."""
    event = DraftSubmitted(at=context.now, email=draft.id, agent=context.request.agent, queue=queue.name)
    return event, placed_in(draft, event, queue, routing_begins(queue, context.center)), ()


SEND = Operation(
    name="Send",
    views=frozenset((COMPOSING,)),
    parameters=(QUEUE_NAME, EMAIL, SAVE_LAR),
    reads=reads,
    then_reads=reads_documents,
    given_bodies=given_bodies,
    decide=decide,
)
