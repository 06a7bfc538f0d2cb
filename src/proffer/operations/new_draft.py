"""How a draft comes into being: in the hands of who asked, told as `Composing` (contract 9.1, 10.4, 10.6)."""

from __future__ import annotations

from typing import Any

from proffer.agents.login import InHand, took
from proffer.center.center import CENTER_KEY
from proffer.center.queue import Queue
from proffer.interaction.content import Content
from proffer.interaction.deadlines import handling_deadline
from proffer.interaction.email import HELD, OUTBOUND, Email
from proffer.interaction.events import DraftCreated
from proffer.interaction.notices import STATUS_CHANGE
from proffer.operations.frame import Context
from proffer.operations.held import own_view
from proffer.operations.parameters import Parameter
from proffer.operations.user_data import check_size, user_data_parameter
from proffer.record import Change, UserData, Write

USER_DATA = Parameter(
    name="userData", read=user_data_parameter, default={}, text="What the draft's user data begins with."
)


def new_draft(
    context: Context,
    queue: Queue,
    content: Content,
    *,
    subtype: str,
    parent: Email | None = None,
    user_data: dict[str, Any],
    **fields: Any,
) -> Change:
    """The email with its content, and the login that has it in hand; `fields` are further ones of the email."""
    agent, now = context.request.agent, context.now
    contact = None if parent is None else parent.contact_id
    keys = UserData(user_data if contact is None else {"ContactId": contact, **user_data})
    check_size(keys, context)
    email = Email(
        id=content.id,
        direction=OUTBOUND,
        subtype=subtype,
        state=HELD,
        queue=queue.name,
        arrived_at=now,
        queued_at=now,
        holder=agent,
        handling_deadline=handling_deadline(queue.name, keys, context.center, now),
        user_data=keys,
        contact_id=contact,
        parent_id=None if parent is None else parent.id,
        thread_id=content.id if parent is None else parent.thread_id or parent.id,
        **fields,
    )
    event = DraftCreated(at=now, email=email.id, agent=agent, queue=queue.name, subtype=subtype, parent=email.parent_id)
    held = InHand(email=email.id, queue=queue.name, since=now, parent=email.parent_id)
    notice = context.notice(STATUS_CHANGE, email, own_view(email, agent, context.center), content)
    return Change(
        writes=(
            Write(None, email),
            Write(None, content),
            context.login_write(in_hand=took(context.open_login, held)),
        ),
        events=(event,),
        notices=(notice,),
        guards=((CENTER_KEY, context.center.version),),
    )


def referring_to(parent: Content | None) -> dict[str, Any]:
    """The fields of a content that put it under the message it answers (RFC 5322, 3.6.4)."""
    if parent is None or parent.message_id is None:
        return {}
    before = parent.references or ((parent.in_reply_to,) if parent.in_reply_to else ())
    return {"in_reply_to": parent.message_id, "references": (*before, parent.message_id)}
