"""Our own view of an email: how long its invitation runs, its thread, and why it came to whom (contract 11.10)."""

from __future__ import annotations

from proffer.api.call import Answer, json_answer
from proffer.api.edge import Asked, Edge
from proffer.api.ports import Shown
from proffer.api.resources.emails import shown_email
from proffer.engine.ports import EmailQuery
from proffer.interaction.agent_view import FULL
from proffer.interaction.content import Content, content_key
from proffer.interaction.delivery import Delivery, delivery_key
from proffer.interaction.email import OUTBOUND, Email
from proffer.operations.refused import NO_PERMISSION, Refused
from proffer.wire.email_details import email_details_json
from proffer.wire.why import decisions_json

THREAD_MAX = 1_000  # emails of a contact looked through for a thread


async def get_email_details(edge: Edge, asked: Asked) -> Answer:
    """What our pages need beyond the documented fields."""
    shown = await shown_email(edge, asked)
    if shown.view.shape != FULL:  # invited
        found = email_details_json(shown.email, shown.view, None, (), edge.clock())
    else:
        content = shown.content or await edge.records.get(content_key(shown.email.id))
        found = email_details_json(
            shown.email,
            shown.view,
            content if isinstance(content, Content) else None,
            await _thread(edge, shown.email),
            edge.clock(),
            await _delivery(edge, shown.email),
        )
    return json_answer({"email": found})


async def get_why(edge: Edge, asked: Asked) -> Answer:
    """The decisions behind its invitations: for who is invited or holds it, and for roles with insight."""
    shown = await shown_email(edge, asked)
    if not asked.caller.has_insight and not _in_hands_of(shown, asked.caller.user.id):
        raise Refused(NO_PERMISSION, "Only who has this email in hand can ask this.")
    rows = await edge.store.journal(shown.email.id)
    return json_answer({"invitations": decisions_json(rows, edge.center)})


async def _delivery(edge: Edge, email: Email) -> Delivery | None:
    if email.direction != OUTBOUND:
        return None
    record = await edge.records.get(delivery_key(email.id))
    return record if isinstance(record, Delivery) else None


async def _thread(edge: Edge, email: Email) -> list[Email]:
    """The conversation, oldest first, this email included."""
    if email.thread_id is None or email.contact_id is None:
        return [email]
    of_contact = await edge.store.emails(EmailQuery(contact=email.contact_id, limit=THREAD_MAX))
    found = {other.id: other for other in of_contact if other.thread_id == email.thread_id} | {email.id: email}
    return sorted(found.values(), key=lambda other: (other.arrived_at, other.id))


def _in_hands_of(shown: Shown, user_id: str) -> bool:
    invitation = shown.email.invitation
    return shown.email.holder == user_id or (invitation is not None and invitation.agent == user_id)
