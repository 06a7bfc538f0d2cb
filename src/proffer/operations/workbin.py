"""What AddEmail and PullEmail share: which workbin it is, and what user data says of an email in it (8.2, 11.3)."""

from __future__ import annotations

from typing import Any

from proffer.interaction.agent_view import COMPOSING, HEADING, PROCESSING, View
from proffer.interaction.email import INBOUND, Email
from proffer.interaction.notices import WorkbinNotice
from proffer.interaction.workbin import Workbin, workbin_key, workbins_of
from proffer.operations.frame import Context, Parameters, reads_content
from proffer.operations.parameters import Parameter, string
from proffer.operations.refused import NO_PERMISSION, NOT_FOUND, Refused
from proffer.record import Key

KEYS = ("Workbin", "WorkbinAgentId", "InteractionId", "SubmittedAt", "AssignedAt", "OccuredAt")  # so spelled
ADDED, REMOVED = "ItemAdded", "ItemRemoved"
EMAIL_ID = Parameter(name="id", read=string(64), required=True, may_be_empty=False, text="The email.")


def reads_workbin(context: Context, parameters: Parameters) -> tuple[Key, ...]:
    """The workbin of the address, and the content that the holder is shown."""
    return (*reads_content(context, parameters), workbin_key(context.request.workbin or ""))


def own_workbin(context: Context) -> Workbin:
    """The one of the address. Raises Refused: unknown 6, another agent's 5."""
    wanted, agent = context.request.workbin, context.request.agent
    stored = context.found.get(workbin_key(wanted or ""))
    if isinstance(stored, Workbin) and stored.owner == agent:
        return stored
    for one in workbins_of(context.center.contact_center_id, agent):
        if one.id == wanted:
            return one
    if isinstance(stored, Workbin):
        raise Refused(NO_PERMISSION, "This workbin is another agent's.")
    raise Refused(NOT_FOUND, "There is no such workbin.")


def keys_of(context: Context, workbin: Workbin, email: Email, since: int) -> dict[str, Any]:
    """The user data of an email that lies in a workbin."""
    user = context.center.user_by_id.get(context.request.agent)
    return {
        "Workbin": workbin.name,
        "WorkbinAgentId": "" if user is None else user.employee_id,
        "InteractionId": email.id,
        "SubmittedAt": _utc(context, email.arrived_at),
        "AssignedAt": _utc(context, since),
        "OccuredAt": _utc(context, context.now),
    }


def workbin_notice(context: Context, workbin: Workbin, email: Email, action: str) -> WorkbinNotice:
    """News for its owner; the state is the one he would have the email in."""
    state = PROCESSING if email.direction == INBOUND else COMPOSING
    return WorkbinNotice(
        to=(workbin.owner,),
        workbin=workbin.id,
        action=action,
        email=email,
        view=View(state, (), HEADING),
        reference=context.reference,
        operation_id=context.request.operation_id,
    )


def _utc(context: Context, ms: int) -> str:
    """`2026-03-02T09:14:07Z`."""
    year, month, day = context.date_of(ms, "UTC")
    minutes, seconds = divmod(ms // 1_000 % 86_400, 60)
    return f"{year:04}-{month:02}-{day:02}T{minutes // 60:02}:{minutes % 60:02}:{seconds:02}Z"
