"""What AddEmail and PullEmail share: which workbin it is, and what user data says of an email in it (8.2, 11.3)."""

from __future__ import annotations

from proffer.center.center import Center
from proffer.interaction.email import Email
from proffer.interaction.notices import WorkbinNotice
from proffer.interaction.workbin import Workbin, shelved_view, workbin_key, workbins_of, workbins_of_group
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
    """The one of the address: the agent's, a group's of his, or what a supervisor named. Raises Refused: 6 or 5."""
    wanted = context.request.workbin
    stored = context.found.get(workbin_key(wanted or ""))
    for one in within_reach(context.request.workbin_of or context.request.agent, context.center):
        if one.id == wanted:
            return stored if isinstance(stored, Workbin) else one
    if isinstance(stored, Workbin):
        raise Refused(NO_PERMISSION, "This workbin is another agent's.")
    raise Refused(NOT_FOUND, "There is no such workbin.")


def within_reach(agent: str, center: Center) -> tuple[Workbin, ...]:
    """An agent's own workbins and those of his groups, as they are while nothing was ever put there."""
    user = center.user_by_id.get(agent)
    groups = () if user is None else (center.group_by_name.get(name) for name in user.groups)
    shared = (one for group in groups if group for one in workbins_of_group(center.contact_center_id, group))
    return (*workbins_of(center.contact_center_id, agent), *shared)


def told_of(workbin: Workbin, center: Center) -> tuple[str, ...]:
    """Its owner, or everybody in its group (contract 11.3)."""
    if workbin.group is None:
        return (workbin.owner,)
    return tuple(user.id for user in center.users if user.enabled and workbin.group in user.groups)


def workbin_notice(context: Context, workbin: Workbin, email: Email, action: str) -> WorkbinNotice:
    """News for its owner or group; the state is the one the email would have in hand."""
    return WorkbinNotice(
        to=told_of(workbin, context.center),
        workbin=workbin.id,
        group=workbin.group,
        action=action,
        email=email,
        view=shelved_view(email),
        reference=context.reference,
        operation_id=context.request.operation_id,
    )
