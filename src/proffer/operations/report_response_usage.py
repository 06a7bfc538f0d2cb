"""ReportResponseTemplateUsage: the holder says which standard response he used, or why none (contract 11.2)."""

from __future__ import annotations

from typing import Any

from proffer.center.standard_response import StandardResponse
from proffer.interaction.events import ResponseUsed
from proffer.interaction.lifecycle import moved
from proffer.interaction.response_usage import ResponseUsage, response_usage_key
from proffer.operations.frame import Context, Operation, Parameters
from proffer.operations.held import HELD_VIEWS
from proffer.operations.parameters import Parameter, string, takes
from proffer.operations.refused import NOT_FOUND, OUT_OF_RANGE, WRONG_STATE, Refused
from proffer.record import Change, Key, Write, replace

USAGES = (
    "SystemAutoResponse",
    "SuggestedResponseChoosen",  # spelled so
    "AdministratorResponse",
    "SuggestedResponsesIgnored",
    "SuggestedResponseNotReceived",
)


@takes(type="string", enum=list(USAGES))
def usage(name: str, value: Any) -> str:
    """One of USAGES."""
    if value not in USAGES:
        raise Refused(OUT_OF_RANGE, f"Parameter {name} must be one of {', '.join(USAGES)}.")
    return str(value)


def reads(context: Context, parameters: Parameters) -> tuple[Key, ...]:
    """What was counted so far."""
    return (response_usage_key(parameters["responseTemplateId"]),)


def decide(context: Context, parameters: Parameters) -> Change:
    """Counted; nobody is told."""
    email, response = context.email, _response(context, parameters["responseTemplateId"])
    kind = parameters["usageType"] or parameters["responseType"] or USAGES[0]
    event = ResponseUsed(at=context.now, email=email.id, agent=context.request.agent, response=response.id, usage=kind)
    stored = context.found.get(response_usage_key(response.id))
    before = stored if isinstance(stored, ResponseUsage) else None
    known = before or ResponseUsage(id=response.id)
    counts = known.counts | {kind: known.counts.get(kind, 0) + 1}
    after = moved(email, event, handling_deadline=context.handling_deadline())
    return Change(
        writes=(
            Write(email, after),
            context.login_write(),
            Write(before, replace(known, counts=counts, last_used_at=context.now)),
        ),
        events=(event,),
    )


def _response(context: Context, response_id: str) -> StandardResponse:
    response = context.center.response_by_id.get(response_id)
    if response is None:
        raise Refused(NOT_FOUND, "There is no such response template.")
    if not response.is_usable(context.now):
        raise Refused(WRONG_STATE, "The response template is not approved, not begun or expired.")
    return response


REPORT_RESPONSE_USAGE = Operation(
    name="ReportResponseTemplateUsage",
    views=HELD_VIEWS,
    parameters=(
        Parameter(
            name="responseTemplateId",
            read=string(64),
            required=True,
            may_be_empty=False,
            text="The response that was used, or that was there to be used.",
        ),
        Parameter(name="usageType", read=usage, text="How; default SystemAutoResponse."),
        Parameter(name="responseType", read=usage, text="The same under another name."),
    ),
    reads=reads,
    decide=decide,
)
