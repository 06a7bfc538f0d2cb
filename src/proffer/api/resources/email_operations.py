"""POST on an email: every operation an agent asks for comes through here (contract 10.0)."""

from __future__ import annotations

from typing import Any

from proffer.api.body import json_object, operation_id, operation_name, reference_id
from proffer.api.call import OK, Answer, json_answer
from proffer.api.edge import Asked, Edge
from proffer.operations.frame import Request
from proffer.operations.refused import OUT_OF_RANGE, Refused


async def post_to_email(edge: Edge, asked: Asked) -> Answer:
    """The operation named in the body, on the email of the path; its result follows as a notification."""
    caller, (email_id,) = asked.caller, asked.names
    raw = await json_object(asked.call, caller)
    name = operation_name(raw)
    request = Request(
        operation=name,
        raw=raw,
        agent=caller.user.id,
        actor=caller.user.id,
        email=email_id if email_id.isalnum() else "",  # what cannot be an id is looked for nowhere
        reference=reference_id(raw),
        operation_id=operation_id(raw),
    )
    done = await edge.performer.on_email(request, insight=caller.has_insight)
    if request.reference is None and request.operation_id is None:
        return OK
    return linked(done.reference if request.reference is None else request.reference, request.operation_id)


async def post_to_emails(edge: Edge, asked: Asked) -> Answer:
    """Operations without an email. None is served yet, so each is unknown."""
    name = operation_name(await json_object(asked.call, asked.caller))
    raise Refused(OUT_OF_RANGE, f"There is no operation {name!r} here.")


def linked(reference: int | None, operation: str | None) -> Answer:
    """The answer for a client that sent an id of its own (contract 2.12)."""
    fields: dict[str, Any] = {}
    if reference is not None:
        fields["referenceId"] = reference
    if operation is not None:
        fields["operationId"] = operation
    return json_answer(fields)
