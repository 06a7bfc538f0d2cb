"""An email as the contract writes it, in the three shapes of 7.1: brief, heading, full."""

from __future__ import annotations

from typing import Any

from proffer.center.center import Center
from proffer.interaction.agent_view import BRIEF, FULL, View
from proffer.interaction.content import Attachment, Content
from proffer.interaction.email import INBOUND, Email
from proffer.wire.timestamp import email_time
from proffer.wire.uri import Uris


def email_json(email: Email, view: View, content: Content | None, center: Center, uris: Uris) -> dict[str, Any]:
    """The `email` object. `userData` is its encoded map, so the result goes to an encoder as it is."""
    found: dict[str, Any] = {
        "id": email.id,
        "state": view.state,
        "capabilities": view.capabilities,
        "uri": uris.email(email.id),
        "userData": email.user_data.encoded(),
    }
    if view.shape != BRIEF:
        _add_heading(found, email, center, uris)
    if view.shape == FULL:
        _add_full(found, email, content, center, uris)
    return found


def _add_heading(found: dict[str, Any], email: Email, center: Center, uris: Uris) -> None:
    found["path"] = f"/emails/{email.id}"
    found["emailType"] = email.direction
    found["interactionQueue"] = email.queue
    if email.from_:
        found["from"] = email.from_
    if email.to:
        found["to"] = email.to
    if email.cc:
        found["cc"] = email.cc
    if email.subject:
        found["subject"] = email.subject
    if email.contact_id:
        found["contactId"] = email.contact_id
    if email.parent_id:
        found["parentId"] = email.parent_id
    if email.direction == INBOUND:
        found["receivedDate"] = email_time(email.arrived_at, center.options.time_zone)
        found["suggestedQueueUris"] = _suggested(email.queue, center, uris)
        found["revelantResponseTemplateGroups"] = _response_groups(email.queue, center, uris)


def _add_full(found: dict[str, Any], email: Email, content: Content | None, center: Center, uris: Uris) -> None:
    holder = center.user_by_id.get(email.holder) if email.holder else None
    if holder is not None:
        found["assignedTo"] = holder.user_name
    if email.bcc:
        found["bcc"] = email.bcc
    if email.comment:
        found["comment"] = email.comment
    found["attachments"] = () if content is None else [attachment_json(email.id, a, uris) for a in content.attachments]
    if content is None:
        return
    if content.html:
        found["body"] = content.html
        found["mime"] = content.mime
    if content.text:
        found["bodyAsPlainText"] = content.text


def attachment_json(email_id: str, attachment: Attachment, uris: Uris) -> dict[str, Any]:
    """An entry of `attachments` (contract 7.2)."""
    return {
        "id": attachment.id,
        "name": attachment.name,
        "size": attachment.size,
        "mime": attachment.mime,
        "uri": uris.attachment(email_id, attachment.id),
        "path": f"/emails/{email_id}/attachments/{attachment.id}",
    }


def _suggested(queue_name: str, center: Center, uris: Uris) -> list[str]:
    queue = center.queue_by_name.get(queue_name)
    if queue is None:
        return []
    named = (center.queue_by_name.get(name) for name in queue.reply_queues)
    return [uris.at(f"/queues/{found.id}") for found in named if found is not None]


def _response_groups(queue_name: str, center: Center, uris: Uris) -> tuple[str, ...]:
    """The categories whose responses are suggested in this queue, best first."""
    queue = center.queue_by_name.get(queue_name)
    if queue is None or not queue.response_categories:
        return ()
    named = (center.response_category_by_name.get(name) for name in queue.response_categories)
    return tuple(uris.at(f"/groups/{found.id}") for found in named if found is not None)
