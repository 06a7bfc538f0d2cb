"""Last agent routing: a customer's email is offered first to the agent who had the last one (contract 12.6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proffer.center.queue import Queue
from proffer.interaction.contact import LAST_AGENT_KEYS
from proffer.interaction.email import Preferred
from proffer.record import UserData


def last_agent_first(queue: Queue, user_data: UserData | Mapping[str, Any]) -> Preferred | None:
    """Whom an email prefers that enters this queue: by its user data, where intake wrote what the contact says."""
    if not queue.lar:
        return None
    named = (user_data.get(key) for key in LAST_AGENT_KEYS)
    employee_id = next((one for one in named if isinstance(one, str) and one), None)
    if employee_id is None:
        return None
    return Preferred(employee_id=employee_id, wait_seconds=queue.lar_wait_seconds)
