"""May this agent see that email: in his hands, or by what he may read of others' (contract 2.9)."""

from __future__ import annotations

from proffer.center.center import Center
from proffer.center.user import AGENT, INSIGHT, User
from proffer.interaction.agent_view import INVITED, agent_view
from proffer.interaction.email import OUTBOX, Email


def may_see(email: Email, agent: str, center: Center) -> bool:
    """What `GET /emails/{id}` would show him."""
    user = center.user_by_id.get(agent)
    return agent_view(email, agent) is not None or (user is not None and may_read(email, user, center))


def may_read_content(email: Email, agent: str, center: Center) -> bool:
    """Bodies and files: not while he is only invited (contract 10.18)."""
    view = agent_view(email, agent)
    return may_see(email, agent, center) and (view is None or view.state != INVITED)


def may_read(email: Email, user: User, center: Center) -> bool:
    """Without having it in hand: roles with insight all, agents what is finished or on its way out."""
    if not INSIGHT.isdisjoint(user.roles):
        return True
    history = center.options.history_readable_by_agents and AGENT in user.roles
    return history and (email.finished or email.state == OUTBOX)
