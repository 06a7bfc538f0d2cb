"""Colleagues and queues as the directory lists them (contract 11.6); customers are elsewhere."""

from __future__ import annotations

from typing import Any

from proffer.agents.capacity import free_capacity, is_offerable
from proffer.agents.login import Login
from proffer.center.center import Center
from proffer.center.queue import Queue
from proffer.center.user import User
from proffer.wire.channel import channel_json
from proffer.wire.uri import Uris

USER, QUEUE, CUSTOM = "User", "Queue", "Custom"


def colleague_json(user: User, login: Login | None, center: Center, uris: Uris) -> dict[str, Any]:
    """A user; `available` says whether he could be invited now (12.4)."""
    path = f"/contacts/{user.id}"
    return {
        "id": user.id,
        "name": f"{user.first_name} {user.last_name}".strip() or user.user_name,
        "type": USER,
        "userName": user.user_name,
        "firstName": user.first_name,
        "lastName": user.last_name,
        "employeeId": user.employee_id,
        "emailAddress": user.email_address,
        "availability": {"channels": [_availability(login, center)]},
        "businessUnits": list(user.groups),
        "roles": [f"ROLE_{role.upper()}" for role in user.roles],
        "phoneNumbers": [],
        "uri": uris.at(path),
        "path": path,
    }


def queue_entry_json(queue: Queue, uris: Uris) -> dict[str, Any]:
    """A queue an email can be transferred to."""
    path = f"/contacts/{queue.id}"
    return {
        "id": queue.id,
        "name": queue.name,
        "type": QUEUE,
        "phoneNumbers": [],
        "uri": uris.at(path),
        "path": path,
    }


def _availability(login: Login | None, center: Center) -> dict[str, Any]:
    media_channel = login.media_channel if login is not None and login.open else None
    available = login is not None and is_offerable(login, center) and free_capacity(login, center) > 0
    return {
        "channel": "email",
        "available": available,
        "userState": channel_json(media_channel, center)["userState"],
    }
