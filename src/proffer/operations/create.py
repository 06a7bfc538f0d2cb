"""Create: an empty outbound email, in the agent's hands from the start (contract 10.6)."""

from __future__ import annotations

from proffer.interaction.content import Content, content_key
from proffer.interaction.email import OUTBOUND_NEW, OUTBOUND_REPLY, Email, email_key
from proffer.operations.frame import Context, Operation, Parameters
from proffer.operations.new_draft import USER_DATA, new_draft, referring_to
from proffer.operations.outbound_queue import QUEUE_NAME, QUEUE_URI, outbound_queue
from proffer.operations.parameters import Parameter, string
from proffer.operations.refused import NOT_FOUND, Refused
from proffer.operations.visible import may_see
from proffer.record import Change, Key


def reads(context: Context, parameters: Parameters) -> tuple[Key, ...]:
    """The parent, and its content for what the email will refer to."""
    parent = parameters["parentId"]
    return () if parent is None else (email_key(parent), content_key(parent))


def decide(context: Context, parameters: Parameters) -> Change:
    """From, to and text come with Save or Send; with a parent it joins that one's thread."""
    queue, parent = outbound_queue(context, parameters), _parent(context, parameters["parentId"])
    answered = None if parent is None else context.found.get(content_key(parent.id))
    fields = referring_to(answered if isinstance(answered, Content) else None)
    return new_draft(
        context,
        queue,
        Content(id=context.new_id(), received_at=context.now, **fields),
        subtype=OUTBOUND_NEW if parent is None else OUTBOUND_REPLY,
        parent=parent,
        user_data=parameters["userData"],
    )


def _parent(context: Context, parent_id: str | None) -> Email | None:
    if parent_id is None:
        return None
    found = context.found.get(email_key(parent_id))
    if not isinstance(found, Email) or not may_see(found, context.request.agent, context.center):
        raise Refused(NOT_FOUND, "There is no such email to be the parent.")
    return found


CREATE = Operation(
    name="Create",
    parameters=(
        QUEUE_URI,
        QUEUE_NAME,
        Parameter(
            name="parentId",
            read=string(64),
            may_be_empty=False,
            text="An email the agent can see, whose thread and contact the new one gets.",
        ),
        USER_DATA,
    ),
    reads=reads,
    decide=decide,
    in_session=True,
)
