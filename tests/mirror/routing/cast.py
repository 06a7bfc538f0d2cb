"""The small cast of the routing tests: ada, bob and cyn in queue support, and short ways to show them to a router."""

from __future__ import annotations

from typing import Any

from proffer.center.center import Center
from proffer.center.options import Options
from proffer.center.queue import AGENT, EXPRESSION, GROUP, Queue, Target
from proffer.center.user import AgentGroup, User
from proffer.routing.decision import Decision, Invite, WakeIn
from proffer.routing.router import Router
from proffer.routing.seen import AgentSeen, CenterSeen, EmailSeen, Event, Taken

NOON = 1_790_000_000_000
SECOND = 1_000
MINUTE = 60_000

ADA = User(id="ada", user_name="ada", employee_id="E1", groups=("Support",), skills={"Billing": 5})
BOB = User(id="bob", user_name="bob", employee_id="E2", groups=("Support",), skills={"Billing": 2})
CYN = User(id="cyn", user_name="cyn", employee_id="E3", groups=("Second",), skills={"Billing": 9, "German": 3})


def group(name: str, wait_seconds: int | None = None) -> Target:
    return Target(kind=GROUP, text=name, wait_seconds=wait_seconds)


def expression(text: str, wait_seconds: int | None = None) -> Target:
    return Target(kind=EXPRESSION, text=text, wait_seconds=wait_seconds)


def one_agent(employee_id: str, wait_seconds: int | None = None) -> Target:
    return Target(kind=AGENT, text=f"agent:{employee_id}", wait_seconds=wait_seconds)


def queue(name: str = "support", *targets: Target, **settings: Any) -> Queue:
    return Queue(id=f"id-{name}", number=101, name=name, targets=targets or (group("Support"),), **settings)


def center(
    *queues: Queue, users: tuple[User, ...] = (ADA, BOB, CYN), version: int = 1, options: Options | None = None
) -> Center:
    groups = (AgentGroup(id="g1", number=7, name="Support"), AgentGroup(id="g2", number=8, name="Second"))
    return Center(
        version=version, users=users, groups=groups, queues=queues or (queue(),), options=options or Options()
    )


def email(id_: str = "e1", version: int = 1, **fields: Any) -> EmailSeen:
    defaults = {"waiting": True, "queue": "support", "arrived_at": NOON, "queued_at": NOON}
    return EmailSeen(id=id_, version=version, **{**defaults, **fields})


def gone(id_: str, version: int) -> EmailSeen:
    return EmailSeen(id=id_, version=version, waiting=False)


def agent(id_: str, version: int = 1, **fields: Any) -> AgentSeen:
    return AgentSeen(id=id_, version=version, **{"offerable": True, "free": 1, "idle_since": NOON, **fields})


def router(*seen: Event, of: Center | None = None, now: int = NOON) -> Router:
    """A router that has seen the center and then all this, whatever it decided."""
    made = Router()
    made.handle(CenterSeen(of or center()), now)
    for event in seen:
        made.handle(event, now)
    return made


def taken(router: Router, invite: Invite, now: int = NOON) -> list[Decision]:
    """The invitation is committed: the feed shows it, then the engine reports it."""
    email_after, agent_after = committed(invite, now)
    decisions = router.handle(email_after, now) + router.handle(agent_after, now)
    return decisions + router.handle(Taken(invite), now)


def invites(decisions: list[Decision]) -> list[tuple[str, str]]:
    """(email, agent) of each invitation."""
    return [(d.email, d.agent) for d in decisions if isinstance(d, Invite)]


def the_invite(decisions: list[Decision]) -> Invite:
    (invite,) = [d for d in decisions if isinstance(d, Invite)]
    return invite


def wake(decisions: list[Decision], what: str) -> WakeIn:
    (found,) = [d for d in decisions if isinstance(d, WakeIn) and d.due.what == what]
    return found


def wakes(decisions: list[Decision], what: str) -> list[WakeIn]:
    return [d for d in decisions if isinstance(d, WakeIn) and d.due.what == what]


def committed(invite: Invite, now: int = NOON) -> tuple[EmailSeen, AgentSeen]:
    """What the feed shows once an invitation is saved, of an agent who takes one email at a time."""
    return (
        gone(invite.email, invite.email_version + 1),
        AgentSeen(id=invite.agent, version=invite.login_version + 1, offerable=True, free=0, idle_since=now),
    )
