"""May this agent see that email: in his hands, or by what he may read of others' (contract 2.9)."""

from __future__ import annotations

from proffer.center.center import Center
from proffer.center.user import AGENT, INSIGHT
from proffer.interaction.agent_view import agent_view
from proffer.interaction.email import Email


def may_see(email: Email, agent: str, center: Center) -> bool:
    """What `GET /emails/{id}` would show him."""
    if agent_view(email, agent) is not None:
        return True
    user = center.user_by_id.get(agent)
    if user is None:
        return False
    insight = not INSIGHT.isdisjoint(user.roles)
    return insight or (email.finished and center.options.history_readable_by_agents and AGENT in user.roles)
