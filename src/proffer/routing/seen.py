"""What the router is told: snapshots of records, never what happened to them, and the fate of its decisions.

A snapshot that is not newer than the one the router knows is ignored, so order, repetition and gaps do no harm.
"""

from __future__ import annotations

from proffer.center.center import Center
from proffer.record import Struct
from proffer.routing.decision import Due, Invite

__all__ = ["AgentSeen", "CenterSeen", "Due", "EmailSeen", "Event", "Lost", "Taken"]


class EmailSeen(Struct, frozen=True, kw_only=True):
    """An email at one version. A record that is deleted is shown as one version more and not waiting."""

    id: str
    version: int
    waiting: bool  # state Queued, with no invitation
    queue: str = ""  # name
    priority: int = 0  # higher first, then the older one
    arrived_at: int = 0  # epoch milliseconds
    queued_at: int = 0  # when it entered this queue: target steps and routing-timeout count from here
    refused: tuple[str, ...] = ()  # user ids that refused it in this round
    preferred: str | None = None  # employee id of who is tried first (12.6)
    preferred_ms: int = 0  # how long the others wait for him, from `queued_at`


class AgentSeen(Struct, frozen=True, kw_only=True):
    """An agent's login at one version. A record that is deleted is shown as one version more and not offerable.

    After a change of the centre the same version may mean something else (capacity, rights): shown again, best before
    `CenterSeen`, it is believed, since it says something else.
    """

    id: str  # user id
    version: int
    offerable: bool = False  # logged in to e-mail, Ready, DND off, present (contract 12.4)
    free: int = 0  # capacity minus what is in hand; may be negative (contract 12.7)
    idle_since: int = 0  # last invitation or own email, epoch milliseconds
    by_queue: tuple[tuple[str, int], ...] = ()  # in hand per queue name, for `max-per-agent`


class CenterSeen(Struct, frozen=True):
    """The configuration at one version."""

    center: Center


class Taken(Struct, frozen=True):
    """The invitation is committed. The feed has brought the new snapshots already, or soon will."""

    invite: Invite


class Lost(Struct, frozen=True):
    """The invitation was not and will not be committed. Fresh snapshots to learn; None: nothing newer is at hand."""

    invite: Invite
    email: EmailSeen | None
    agent: AgentSeen | None


Event = EmailSeen | AgentSeen | CenterSeen | Due | Taken | Lost
