"""How an email comes (back) into a queue: at its old place after a refusal, as a new one after a move."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proffer.center.queue import Queue
from proffer.interaction.email import Email
from proffer.interaction.lifecycle import moved
from proffer.interaction.preference import last_agent_first
from proffer.record import Event, UserData


def refused_by(email: Email, event: Event, agent: str, user_data: UserData) -> Email:
    """Back at its old place; `agent` is skipped for the rest of this round (contract 10.3, 12.2)."""
    refused = email.refused if agent in email.refused else (*email.refused, agent)
    return moved(email, event, invitation=None, refused=refused, user_data=user_data)


def given_back(email: Email, event: Event) -> Email:
    """Back in the queue it came from although nobody refused it: its agent left, or held it for too long."""
    fields: dict[str, Any] = {"invitation": None, "holder": None, "handling_deadline": None}
    if email.holder is not None:  # it had been accepted: that round is over
        fields |= {"refused": (), "round": 1, "queued_at": event.at}
    return moved(email, event, **fields)


def placed_in(email: Email, event: Event, queue: Queue, keys: Mapping[str, Any]) -> Email:
    """In a queue as a new one: nobody has refused it there, its age stays; `keys` are the routing keys (8.2)."""
    return moved(
        email,
        event,
        queue=queue.name,
        priority=queue.priority,
        queued_at=event.at,
        refused=(),
        round=1,
        preferred=last_agent_first(queue, email.user_data),
        invitation=None,
        holder=None,
        handling_deadline=None,
        user_data=email.user_data.with_(keys),
    )
