"""What AddEmail and PullEmail share: which workbin it is, and what user data says of an email in it (8.2, 11.3)."""

from __future__ import annotations

from proffer.interaction.email import Email
from proffer.interaction.notices import WorkbinNotice
from proffer.interaction.workbin import Workbin, shelved_view, workbin_key, workbins_of
from proffer.operations.frame import Context, Parameters, reads_content
from proffer.operations.parameters import Parameter, string
from proffer.operations.refused import NO_PERMISSION, NOT_FOUND, Refused
from proffer.record import Key

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


def workbin_notice(context: Context, workbin: Workbin, email: Email, action: str) -> WorkbinNotice:
    """News for its owner; the state is the one he would have the email in."""
    return WorkbinNotice(
        to=(workbin.owner,),
        workbin=workbin.id,
        action=action,
        email=email,
        view=shelved_view(email),
        reference=context.reference,
        operation_id=context.request.operation_id,
    )
