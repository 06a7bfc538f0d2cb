"""An email as an entry of history (contract 11.8)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from proffer.center.center import Center
from proffer.interaction.email import HELD, OFFERED, OUTBOX, QUEUED, SHELVED, Email
from proffer.wire.timestamp import email_time
from proffer.wire.uri import Uris

STATUS = {QUEUED: "PENDING", OFFERED: "IN_PROCESS", HELD: "IN_PROCESS", SHELVED: "PENDING", OUTBOX: "IN_PROCESS"}
ENDED = "STOPPED"


def interaction_json(email: Email, attributes: Iterable[str], center: Center, uris: Uris) -> dict[str, Any]:
    """`attributes`: keys of user data that are shown beside it."""
    zone = center.options.time_zone
    found: dict[str, Any] = {
        "id": email.id,
        "mediaType": "email",
        "type": email.direction,
        "subType": email.subtype,
        "status": STATUS.get(email.state, ENDED),
        "startDate": email_time(email.arrived_at, zone),
        "uri": uris.email(email.id),
    }
    owner = center.user_by_id.get(email.holder or email.sent_by or email.finished_by or "")
    optional = {
        "subject": email.subject,
        "contactId": email.contact_id,
        "ownerId": None if owner is None else owner.employee_id,
        "endDate": None if email.finished_at is None else email_time(email.finished_at, zone),
        "parentId": email.parent_id,
        "threadId": email.thread_id,
    }
    found |= {name: value for name, value in optional.items() if value}
    shown = {name: email.user_data[name] for name in attributes if name in email.user_data}
    return found | {"customAttributes": shown} if shown else found
