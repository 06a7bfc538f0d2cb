"""What becomes of an email on its way out: an attempt is written down before it is made, its answers after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proffer.interaction.content import Content
from proffer.interaction.delivery import ACCEPTED, BOUNCED, REFUSED, Delivery, Recipient
from proffer.interaction.email import Email
from proffer.interaction.events import DeliveryDeferred, DeliveryFailed, EmailSent, SendingBegun
from proffer.interaction.known_message import KnownMessage
from proffer.interaction.lifecycle import moved
from proffer.interaction.relay_answer import ACCEPTED as TAKEN
from proffer.interaction.relay_answer import RelayAnswer
from proffer.record import Change, Event, Struct, Write, replace

MINUTE_MS = 60_000
PAUSES_MINUTES = (1, 2, 5, 10, 20, 40, 60, 120, 240)  # after the first attempt and those behind it; then the last one
GIVEN_UP = "tried for too long"


class Composed(Struct, frozen=True, kw_only=True):
    """The message as it leaves, on our disk: its blob, what it is known by, how large it is."""

    blob: str
    sha256: str
    message_bytes: int


def begin_attempt(
    email: Email, delivery: Delivery, content: Content, composed: Composed | None, now: int, *, known: bool
) -> tuple[Change, Delivery]:
    """Counts the attempt, and names the message if this is the first: from then on every attempt sends these bytes.

    Its Message-ID belongs to it then, unless it is `known` as another's: so answers find it.
    A process that dies in the middle has left a delivery that is due again after the pause.
    """
    event = SendingBegun(at=now, email=email.id, agent=email.sent_by, attempt=delivery.attempts + 1)
    begun = replace(delivery, attempts=delivery.attempts + 1, due_at=now + _pause_ms(delivery.attempts))
    writes: list[Write] = [Write(email, moved(email, event)), Write(delivery, begun)]
    if composed is not None:
        named = replace(content, blob=composed.blob, blob_sha256=composed.sha256, blob_bytes=composed.message_bytes)
        writes.append(Write(content, named))
        if content.message_id is not None and not known:
            writes.append(Write(None, KnownMessage(id=content.message_id, email=email.id)))
    return Change(writes=tuple(writes), events=(event,)), begun


def conclude_attempt(email: Email, delivery: Delivery, answers: Mapping[str, RelayAnswer], now: int) -> Change:
    """Sent, failed, or due again. What a relay said once for good about a recipient stays.

    The pause begins with the answer, for a relay may take longer than it over one; the last attempt comes on time.
    """
    late = now >= delivery.expires_at
    recipients = tuple(_told(one, answers.get(one.address), now, late=late) for one in delivery.recipients)
    due_at = min(now + _pause_ms(delivery.attempts - 1), delivery.expires_at)
    after = replace(delivery, recipients=recipients, due_at=due_at)
    accepted = sum(1 for one in recipients if one.outcome in (ACCEPTED, BOUNCED))
    refused = sum(1 for one in recipients if one.outcome == REFUSED)
    event: Event
    if after.waiting:
        waiting = len(after.waiting)
        event = DeliveryDeferred(at=now, email=email.id, agent=email.sent_by, due_at=due_at, waiting=waiting)
    elif accepted:
        event = EmailSent(at=now, email=email.id, agent=email.sent_by, accepted=accepted, refused=refused)
    else:
        event = DeliveryFailed(at=now, email=email.id, agent=email.sent_by, refused=refused)
    return Change(writes=(Write(email, moved(email, event)), Write(delivery, after)), events=(event,))


def _told(recipient: Recipient, answer: RelayAnswer | None, now: int, *, late: bool) -> Recipient:
    if recipient.outcome in (ACCEPTED, BOUNCED, REFUSED) or answer is None:
        return recipient
    fields: dict[str, Any] = {"words": answer.words, "at": now}
    if answer.is_final:
        fields["outcome"] = ACCEPTED if answer.kind == TAKEN else REFUSED
    elif late:
        fields |= {"outcome": REFUSED, "words": f"{GIVEN_UP}: {answer.words}"}
    return replace(recipient, **fields)


def _pause_ms(attempts: int) -> int:
    return PAUSES_MINUTES[min(attempts, len(PAUSES_MINUTES) - 1)] * MINUTE_MS
