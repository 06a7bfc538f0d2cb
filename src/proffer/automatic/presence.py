"""An agent's client comes and goes: presence on a node, the grace that follows, and its end (contract 4.6)."""

from __future__ import annotations

from collections.abc import Mapping

from proffer.agents.events import AgentCame, AgentGone, GraceExpired
from proffer.agents.login import Login
from proffer.automatic.expire_invitation import made_not_ready
from proffer.automatic.hand_back import hand_back, kept
from proffer.center.center import Center
from proffer.record import Change, Key, Record, Write, replace


def came(login: Login | None, agent: str, node: str, now: int) -> Change | None:
    """The agent's first Bayeux session on this node; None when the record says so already."""
    known = Login(agent=agent) if login is None else login
    if node in known.present:
        return None
    after = replace(known, present=(*known.present, node), was_present=True, grace_deadline=None)
    event = AgentCame(at=now, agent=agent, node=node)
    return Change(writes=(Write(login, after),), events=(event,))


def gone(login: Login | None, node: str, center: Center, now: int, reason: str) -> Change | None:
    """The agent's last Bayeux session on this node ended: no new invitations, and the grace begins."""
    if login is None or node not in login.present:
        return None
    present = tuple(name for name in login.present if name != node)
    deadline = None
    if not present and login.open:
        deadline = now + center.options.agent_disconnect_grace_seconds * 1_000
    after = replace(login, present=present, grace_deadline=deadline)
    return Change(
        writes=(Write(login, after),), events=(AgentGone(at=now, agent=login.agent, node=node, reason=reason),)
    )


def grace_expired(login: Login, found: Mapping[Key, Record], center: Center, now: int) -> Change:
    """Invitations go back, accepted emails stay, the channel becomes NotReady. `found`: those of `keys_in_hand`."""
    back = hand_back(login, found, center, now, "client lost", accepted_too=False)
    left = replace(kept(login, back), grace_deadline=None)
    change = back.then(Change(writes=(Write(login, left),), events=(GraceExpired(at=now, agent=login.agent),)))
    if login.media_channel is None:
        return change
    return change.then(made_not_ready(left, center, now, reason="client lost"))
