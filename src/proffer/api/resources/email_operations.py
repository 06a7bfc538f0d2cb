"""POST on an email: every operation an agent asks for comes through here (contract 10.0)."""

from __future__ import annotations

from typing import Any

from proffer.api.body import json_object, operation_id, operation_name, reference_id
from proffer.api.call import OK, Answer, json_answer
from proffer.api.edge import Asked, Edge
from proffer.engine.done import Done
from proffer.operations.frame import Request


async def post_to_email(edge: Edge, asked: Asked) -> Answer:
    """The operation named in the body, on the email of the path; its result follows as a notification."""
    request = await _request(asked, email=_email_id(asked))
    return answered(request, await edge.performer.on_email(request, insight=asked.caller.has_insight))


async def post_to_own_email(edge: Edge, asked: Asked) -> Answer:
    """The operations of our own surface: RecallSend."""
    request = await _request(asked, email=_email_id(asked))
    return answered(request, await edge.performer.on_own_email(request, insight=asked.caller.has_insight))


async def post_to_emails(edge: Edge, asked: Asked) -> Answer:
    """Operations without an email: Create."""
    request = await _request(asked, email=None)
    return answered(request, await edge.performer.on_emails(request))


def _email_id(asked: Asked) -> str:
    """Of the path; what cannot be one is looked for nowhere."""
    (email_id,) = asked.names
    return email_id if email_id.isalnum() else ""


async def _request(asked: Asked, email: str | None) -> Request:
    user = asked.caller.user.id
    raw = await json_object(asked.call, asked.caller)
    return Request(
        operation=operation_name(raw),
        raw=raw,
        agent=user,
        actor=user,
        email=email,
        reference=reference_id(raw),
        operation_id=operation_id(raw),
    )


def answered(request: Request, done: Done) -> Answer:
    """Exactly `{"statusCode":0}`, unless the client sent an id of its own."""
    if request.reference is None and request.operation_id is None:
        return OK
    return linked(done.reference if request.reference is None else request.reference, request.operation_id)


def linked(reference: int | None, operation: str | None) -> Answer:
    """The answer for a client that sent an id of its own (contract 2.12)."""
    fields: dict[str, Any] = {}
    if reference is not None:
        fields["referenceId"] = reference
    if operation is not None:
        fields["operationId"] = operation
    return json_answer(fields)
