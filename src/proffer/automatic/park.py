"""A draft whose agent leaves, or holds it for too long, goes into his draft workbin: none ever vanishes (4.5, 12.3)."""

from __future__ import annotations

from collections.abc import Mapping

from proffer.agents.login import Login
from proffer.center.center import Center
from proffer.interaction.agent_view import REVOKED_BRIEFLY
from proffer.interaction.email import Email
from proffer.interaction.events import DraftParked
from proffer.interaction.lifecycle import moved
from proffer.interaction.notices import STATUS_CHANGE, EmailNotice, WorkbinNotice
from proffer.interaction.workbin import DRAFTS, Workbin, keys_of, shelved_view, workbin_id, workbin_key
from proffer.record import Change, Key, Record, Write, replace

ADDED = "ItemAdded"


def drafts_key(agent: str, center: Center) -> Key:
    """The workbin that an agent's drafts go into."""
    return workbin_key(workbin_id(center.contact_center_id, agent, DRAFTS))


def park(email: Email, login: Login, found: Mapping[Key, Record], center: Center, now: int, reason: str) -> Change:
    """`Revoked` for the agent, and news of his workbin. Writes the email and the workbin, not the login."""
    key = drafts_key(login.agent, center)
    stored = found.get(key)
    workbin = stored if isinstance(stored, Workbin) else Workbin(id=key[1], owner=login.agent, name=DRAFTS)
    user = center.user_by_id.get(login.agent)
    since = next((item.since for item in login.in_hand if item.email == email.id), now)
    keys = keys_of(workbin, email, "" if user is None else user.employee_id, since, now)
    event = DraftParked(at=now, email=email.id, agent=login.agent, workbin=workbin.id, reason=reason)
    after = moved(
        email,
        event,
        holder=None,
        handling_deadline=None,
        invitation=None,
        workbin=workbin.id,
        user_data=email.user_data.with_(keys),
    )
    return Change(
        writes=(
            Write(email, after),
            Write(workbin if workbin.version else None, replace(workbin, items=(*workbin.items, email.id))),
        ),
        events=(event,),
        notices=(
            EmailNotice(to=(login.agent,), kind=STATUS_CHANGE, email=email, view=REVOKED_BRIEFLY),
            WorkbinNotice(to=(login.agent,), workbin=workbin.id, action=ADDED, email=after, view=shelved_view(email)),
        ),
    )
