"""May this agent be invited now, and how much room is left (contract 12.4, 12.7)."""

from __future__ import annotations

from proffer.agents.login import Login
from proffer.center.agent_state import READY
from proffer.center.center import Center
from proffer.center.user import AGENT


def is_offerable(login: Login, center: Center) -> bool:
    """Logged in to e-mail, Ready, DND off, and, having had a Bayeux session, still has one.

    Nobody is while the feature is off: he could neither see the invitation nor answer it (contract 3.5).
    """
    if not center.options.email_is_on:
        return False
    channel = login.media_channel
    if not login.open or channel is None or channel.state != READY or channel.dnd:
        return False
    if not login.present and (login.was_present or center.options.require_subscription):
        return False
    user = center.user_by_id.get(login.agent)
    return user is not None and user.enabled and AGENT in user.roles


def free_capacity(login: Login, center: Center) -> int:
    """How many more emails routing may give this agent; negative after transfers and pulls past his capacity."""
    user = center.user_by_id.get(login.agent)
    return 0 if user is None else center.capacity_of(user) - counted(login)


def counted(login: Login) -> int:
    """Emails in hand, less drafts whose parent is in the same hands."""
    if len(login.in_hand) < 2:
        return len(login.in_hand)  # a draft alone counts
    held = {item.email for item in login.in_hand}
    return sum(1 for item in login.in_hand if item.parent not in held)
