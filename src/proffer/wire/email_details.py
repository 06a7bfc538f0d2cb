"""What our own pages read about an email beyond the documented fields (contract 11.10)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from proffer.interaction.agent_view import FULL, View
from proffer.interaction.content import Content
from proffer.interaction.delivery import BOUNCED, Delivery
from proffer.interaction.email import (
    CANCELED,
    FAILED,
    HELD,
    INBOUND,
    OFFERED,
    OUTBOX,
    QUEUED,
    SENT,
    SHELVED,
    STOPPED,
    Email,
)
from proffer.wire.timestamp import iso_time
from proffer.wire.uri import Uris

_WORDS = {
    QUEUED: "Queued",
    OFFERED: "Invited",
    SHELVED: "InWorkbin",
    OUTBOX: "Completed",
    SENT: "Completed",
    FAILED: "Completed",
    STOPPED: "Completed",
    CANCELED: "Canceled",
}

_DELIVERY = {SENT: "sent", FAILED: "failed"}


def email_details_json(
    email: Email,
    view: View,
    content: Content | None,
    thread: Iterable[Email],
    now: int,
    delivery: Delivery | None = None,
) -> dict[str, Any]:
    """The `email` object of /api/x/v1/emails/{id}. An invited agent gets the first two fields only.

    `pictures` (ours, beyond 11.10): which attachment the body shows by which content id.
    """
    found: dict[str, Any] = {"serverTime": iso_time(now)}
    if email.invitation is not None:
        found["invitation"] = {
            "offeredAt": iso_time(email.invitation.offered_at),
            "expiresAt": iso_time(email.invitation.expires_at),
        }
    if view.shape != FULL:
        return found
    found["thread"] = [thread_entry_json(other) for other in thread]
    warnings = () if content is None else content.warnings
    found["warnings"] = [{"code": warning.code, "text": warning.text} for warning in warnings]
    shown = () if content is None else content.attachments
    found["pictures"] = [{"contentId": one.content_id, "id": one.id} for one in shown if one.inline and one.content_id]
    if delivery is not None:
        found["delivery"] = delivery_json(email, delivery)
    return found


def delivery_json(email: Email, delivery: Delivery) -> dict[str, Any]:
    """How far an email is on its way out: queued, deferred, sent, bounced or failed, and what was said of whom."""
    found: dict[str, Any] = {"state": _DELIVERY.get(email.state, "deferred" if delivery.attempts else "queued")}
    if email.state == SENT and any(one.outcome == BOUNCED for one in delivery.recipients):
        found["state"] = "bounced"
    if email.state == OUTBOX:
        found["dueAt"] = iso_time(delivery.due_at)
    found["recipients"] = [
        {"address": one.address, "outcome": one.outcome}
        | ({"words": one.words} if one.words else {})
        | ({} if one.at is None else {"at": iso_time(one.at)})
        for one in delivery.recipients
    ]
    return found


def thread_entry_json(email: Email) -> dict[str, Any]:
    """One email of the same conversation."""
    found = {
        "id": email.id,
        "direction": email.direction,
        "date": iso_time(email.arrived_at),
        "state": state_word(email),
    }
    if email.from_:
        found["from"] = email.from_
    if email.subject:
        found["subject"] = email.subject
    return found


def found_email_json(email: Email, uris: Uris) -> dict[str, Any]:
    """One email that was looked for: as in a thread, with its queue and where to read it."""
    return thread_entry_json(email) | {"queue": email.queue, "uri": uris.email(email.id)}


def state_word(email: Email) -> str:
    """The state of an email that the reader may not hold, in the words of contract 9.2."""
    if email.state == HELD:
        return "Processing" if email.direction == INBOUND else "Composing"
    return _WORDS[email.state]
