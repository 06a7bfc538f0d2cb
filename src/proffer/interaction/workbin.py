"""A workbin: a shelf of an agent or a group for emails that are in nobody's hands and in no queue (contract 11.3)."""

from __future__ import annotations

from uuid import UUID, uuid5

from proffer.center.user import AgentGroup
from proffer.interaction.agent_view import COMPOSING, HEADING, PROCESSING, View
from proffer.interaction.email import INBOUND, Email
from proffer.interaction.utc import utc_seconds
from proffer.record import Key, Record

DRAFTS, IN_PROGRESS, PERSONAL_REVIEW = "email-draft-wb", "email-in-progress-wb", "email-personal-review"
NAMES = {DRAFTS: "Drafts", IN_PROGRESS: "In progress", PERSONAL_REVIEW: "Personal review"}
SHARED = "email-group-wb"
GROUP_NAMES = {SHARED: "Shared"}
KEYS = ("Workbin", "WorkbinAgentId", "InteractionId", "SubmittedAt", "AssignedAt", "OccuredAt")  # so spelled
ITEMS_MAX = 1_000


class Workbin(Record, frozen=True, kw_only=True):
    """What lies in it, oldest first; written first when something is put there."""

    id: str  # dashed UUID
    owner: str  # user id, or of a group's its id
    name: str  # one of NAMES, of a group's one of GROUP_NAMES
    group: str | None = None  # name of the agent group whose it is; None: an agent's own
    items: tuple[str, ...] = ()  # email ids

    @property
    def key(self) -> Key:
        return workbin_key(self.id)


def workbin_key(workbin_id: str) -> Key:
    """The key of a workbin."""
    return ("workbin", workbin_id)


def workbin_id(contact_center_id: str, owner: str, name: str) -> str:
    """The same owner and name always give the same id."""
    return str(uuid5(UUID(contact_center_id), f"workbin/{owner}/{name}"))


def workbins_of(contact_center_id: str, owner: str) -> tuple[Workbin, ...]:
    """An agent's, as they are while nothing was ever put there."""
    return tuple(Workbin(id=workbin_id(contact_center_id, owner, name), owner=owner, name=name) for name in NAMES)


def workbins_of_group(contact_center_id: str, group: AgentGroup) -> tuple[Workbin, ...]:
    """Those that all agents of a group share."""
    return tuple(
        Workbin(id=workbin_id(contact_center_id, group.id, name), owner=group.id, name=name, group=group.name)
        for name in GROUP_NAMES
    )


def keys_of(workbin: Workbin, email: Email, employee_id: str, since: int, now: int) -> dict[str, str]:
    """The user data of an email that lies in a workbin (contract 8.2); `since` is when its agent got it."""
    return {
        "Workbin": workbin.name,
        "WorkbinAgentId": employee_id,
        "InteractionId": email.id,
        "SubmittedAt": utc_seconds(email.arrived_at),
        "AssignedAt": utc_seconds(since),
        "OccuredAt": utc_seconds(now),
    }


def shelved_view(email: Email) -> View:
    """How an email is shown that lies in a workbin: in the state it would have in hand, and nothing can be done."""
    return View(PROCESSING if email.direction == INBOUND else COMPOSING, (), HEADING)
