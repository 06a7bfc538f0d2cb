"""What can happen to an agent's login, in the past tense."""

from __future__ import annotations

from proffer.record import Event


class SessionStarted(Event, frozen=True, kw_only=True):
    """The agent started a contact-centre session at a place."""

    place: str
    login: str


class SessionEnded(Event, frozen=True, kw_only=True):
    """The contact-centre session ended."""

    reason: str


class MediaChannelChanged(Event, frozen=True, kw_only=True):
    """The agent's readiness for e-mail changed; `by`: the supervisor who did it (user id), else the agent himself."""

    state: str
    dnd: bool = False
    reason: str | None = None
    by: str | None = None


class AgentCame(Event, frozen=True, kw_only=True):
    """The agent's first Bayeux session on a node opened."""

    node: str


class AgentGone(Event, frozen=True, kw_only=True):
    """The agent's last Bayeux session on a node ended."""

    node: str
    reason: str


class GraceExpired(Event, frozen=True, kw_only=True):
    """The agent did not come back within the grace."""
