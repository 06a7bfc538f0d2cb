"""Turns records into the snapshots the router learns from."""

from __future__ import annotations

from proffer.agents.capacity import free_capacity, is_offerable
from proffer.agents.login import Login
from proffer.center.center import Center
from proffer.interaction.email import QUEUED, Email
from proffer.routing.seen import AgentSeen, EmailSeen


def email_seen(email: Email) -> EmailSeen:
    """What the router must know of an email."""
    return EmailSeen(
        id=email.id,
        version=email.version,
        waiting=email.state == QUEUED,
        queue=email.queue,
        priority=email.priority,
        arrived_at=email.arrived_at,
        queued_at=email.queued_at,
        refused=email.refused,
        preferred=None if email.preferred is None else email.preferred.employee_id,
        preferred_ms=0 if email.preferred is None else email.preferred.wait_seconds * 1_000,
    )


def agent_seen(login: Login, center: Center) -> AgentSeen:
    """What the router must know of an agent."""
    return AgentSeen(
        id=login.agent,
        version=login.version,
        offerable=is_offerable(login, center),
        free=free_capacity(login, center),
        idle_since=login.idle_since,
        by_queue=_by_queue(login) if login.in_hand else (),
    )


def _by_queue(login: Login) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for item in login.in_hand:
        counts[item.queue] = counts.get(item.queue, 0) + 1
    return tuple(counts.items())
