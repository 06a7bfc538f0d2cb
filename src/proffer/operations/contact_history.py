"""RetrieveContactHistory: what was written with this customer, as a list (contract 11.8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from proffer.center.center import Center
from proffer.interaction.contact_events import HistoryRetrieved
from proffer.interaction.email import Email
from proffer.interaction.notices import HistoryNotice
from proffer.operations.frame import Context, Parameters
from proffer.operations.parameters import Parameter, json_object, string, takes
from proffer.operations.refused import OUT_OF_RANGE, WRONG_STATE, Refused
from proffer.operations.visible import may_see
from proffer.record import Change

NAME = "RetrieveContactHistory"
EMAIL_MEDIA = "email"
ASC, DESC = "asc", "desc"
DAYS_USUAL = 31  # without fromDate: a month ago
ATTRIBUTES_MAX = 100


@takes(type="string", enum=[ASC, DESC])
def order(name: str, value: Any) -> str:
    """asc or desc."""
    if value not in (ASC, DESC):
        raise Refused(OUT_OF_RANGE, f"Parameter {name} must be {ASC} or {DESC}.")
    return str(value)


@takes(type="string", enum=["main", "archive"])
def source(name: str, value: Any) -> str:
    """Both mean the one store there is."""
    if value not in ("main", "archive"):
        raise Refused(OUT_OF_RANGE, f"Parameter {name} must be main or archive.")
    return str(value)


@takes(type="array", items={"type": "string"}, maxItems=ATTRIBUTES_MAX)
def names(name: str, value: Any) -> tuple[str, ...]:
    """Keys of user data."""
    if not isinstance(value, list) or len(value) > ATTRIBUTES_MAX or not all(isinstance(one, str) for one in value):
        raise Refused(OUT_OF_RANGE, f"Parameter {name} must be a list of at most {ATTRIBUTES_MAX} names.")
    return tuple(value)


PARAMETERS = (
    Parameter(name="fromDate", read=string(40), text="The first day, yyyy-MM-dd, or a moment; else a month ago."),
    Parameter(name="toDate", read=string(40), text="The last day, or a moment; else today."),
    Parameter(name="mediaType", read=string(64), default=EMAIL_MEDIA, text="Other media give an empty list."),
    Parameter(name="sort", read=order, default=DESC, text="By their begin."),
    Parameter(name="source", read=source, default="main", text="Both are one store."),
    Parameter(name="customAttributes", read=names, default=(), text="Keys of user data that are shown."),
    Parameter(name="searchCustomAttributes", read=json_object, default={}, text="User data that must be equal."),
)


def decide(
    context: Context, parameters: Parameters, emails: Iterable[Email], contact: str, period: tuple[int, int]
) -> Change:
    """The agent is told those he may see; `period` is from and to, in epoch milliseconds, the end left out."""
    found = [
        email
        for email in (emails if parameters["mediaType"] == EMAIL_MEDIA else ())
        if period[0] <= email.arrived_at < period[1]
        and is_wanted(email, context.request.agent, context.center, parameters["searchCustomAttributes"])
    ]
    found.sort(key=lambda email: (email.arrived_at, email.id), reverse=parameters["sort"] == DESC)
    return told(context, parameters, found, contact=contact)


def is_wanted(email: Email, agent: str, center: Center, user_data: Mapping[str, Any]) -> bool:
    """He may see it, and its user data is as he looks for."""
    return may_see(email, agent, center) and all(email.user_data.get(key) == value for key, value in user_data.items())


def told(
    context: Context,
    parameters: Parameters,
    found: Iterable[Email],
    *,
    contact: str | None = None,
    of_user: str | None = None,
) -> Change:
    """The notification with what was found; the journal says who looked."""
    if context.login is None or not context.login.open:
        raise Refused(WRONG_STATE, "There is no open contact-centre session.")
    agent, emails = context.request.agent, tuple(found)
    notice = HistoryNotice(
        to=(agent,),
        emails=emails,
        attributes=parameters["customAttributes"],
        reference=context.reference,
        operation_id=context.request.operation_id,
    )
    event = HistoryRetrieved(at=context.now, agent=agent, contact=contact, of_user=of_user, count=len(emails))
    return Change(writes=(context.login_write(),), events=(event,), notices=(notice,))
