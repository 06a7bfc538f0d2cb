"""Where a mail goes that comes in: into a queue, or to the email it belongs to without being offered to anybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proffer.center.center import Center
from proffer.center.queue import Queue
from proffer.interaction.arrival import Arrival
from proffer.interaction.automatic_mail import REPLY, automatic_kind
from proffer.interaction.contact import Contact
from proffer.interaction.content import Content, Warning_
from proffer.interaction.delivery import Delivery
from proffer.interaction.delivery_report import DELAY, DISPOSITION, FAILURE, SUCCESS
from proffer.interaction.email import Email, Preferred
from proffer.interaction.preference import last_agent_first
from proffer.record import Struct

DAY_MS = 86_400_000
NEW, ANSWER, NDR, REPORT, RECEIPT = "InboundNew", "InboundReply", "InboundNDR", "InboundReport", "InboundDisposition"
SUBTYPES = {FAILURE: NDR, DISPOSITION: RECEIPT}
FILED_REPORTS = frozenset((DELAY, SUCCESS, DISPOSITION))
THREAD_CLOSED = "thread_closed"
NOT_OF_THE_THREAD = "not_of_the_thread"
AUTOMATIC = "automatic"


class Known(Struct, frozen=True, kw_only=True):
    """What we know about a message before it is taken in.

    `filed_under`: the contact the emails name, where that is one that was merged into `contact`. `answered`: the email
    it answers, in whose thread its sender takes part; `named`: one it names and whose people do not include him.
    `in_hand`: an inbound email of that thread which an agent holds, with its content. `reported`: the mail we sent of
    which it is a delivery report, with its way and what that mail answered. `message_id`: some email has that
    Message-ID already.
    """

    contact: Contact | None = None
    filed_under: str | None = None
    answered: Email | None = None
    named: Email | None = None
    in_hand: Email | None = None
    in_hand_content: Content | None = None
    reported: Email | None = None
    delivery: Delivery | None = None
    reported_parent: Email | None = None
    message_id: bool = False


class Placement(Struct, frozen=True, kw_only=True):
    """`filed` says why nobody is offered it: it belongs to `parent`, and is read there. None: it waits in `queue`."""

    queue: Queue
    subtype: str = NEW
    parent: Email | None = None
    filed: str | None = None
    preferred: Preferred | None = None
    warnings: tuple[Warning_, ...] = ()


def placement(arrival: Arrival, sender: str, queue: Queue, known: Known, center: Center, now: int) -> Placement:
    """`queue` is that of the mailbox it came to, `sender` the envelope's, "" for the null path (contract 12.10)."""
    if arrival.report is not None:
        return _of_report(arrival, queue, known, center)
    kind = automatic_kind(arrival, sender)
    warnings: tuple[Warning_, ...] = (Warning_(AUTOMATIC, "A program wrote this mail"),) if kind else ()
    if known.answered is None:
        if known.named is not None:
            text = f"It names a message of {known.named.id}, in which its sender takes no part"
            warnings += (Warning_(NOT_OF_THE_THREAD, text),)
        return Placement(queue=queue, warnings=warnings)
    if kind == REPLY:
        return Placement(queue=queue, subtype=ANSWER, parent=known.answered, filed="automatic reply", warnings=warnings)
    if known.in_hand is not None:
        return Placement(queue=queue, subtype=ANSWER, parent=known.in_hand, filed="in hand", warnings=warnings)
    if _is_closed(known.answered, queue, now):
        text = f"It answers {known.answered.id}, whose thread was closed by then"
        return Placement(queue=queue, warnings=(*warnings, Warning_(THREAD_CLOSED, text)))
    return Placement(queue=queue, subtype=ANSWER, parent=known.answered, warnings=warnings)


def preferred(place: Placement, keys: Mapping[str, Any]) -> Preferred | None:
    """Whom it is offered to before all others: who sent what came back, else the customer's last agent."""
    return place.preferred or last_agent_first(place.queue, keys)


def returned_to(sent: Email, parent: Email | None, default: Queue, center: Center) -> Queue:
    """Where a mail comes back that nobody got (contract 12.10).

    Option ndr-queue of the outbound queue, else where the mail it answered came in, else `default`.
    """
    outbound = center.queue_by_name.get(sent.queue)
    names = (None if outbound is None else outbound.ndr_queue, None if parent is None else parent.queue)
    for name in names:
        queue = center.queue_by_name.get(name) if name else None
        if queue is not None and queue.outbound is None:
            return queue
    return default


def who_sent(sent: Email, center: Center) -> Preferred | None:
    """The agent who sent a mail, to be asked first when it comes back."""
    user = center.user_by_id.get(sent.sent_by or "")
    return None if user is None or not user.employee_id else Preferred(employee_id=user.employee_id)


def _of_report(arrival: Arrival, queue: Queue, known: Known, center: Center) -> Placement:
    """A report of a mail that is not ours to know is routed like any other: filed, nobody would find it."""
    assert arrival.report is not None, "asked for reports only"
    subtype, sent = SUBTYPES.get(arrival.report.kind, REPORT), known.reported
    if sent is None:
        return Placement(queue=queue, subtype=subtype)
    if arrival.report.kind in FILED_REPORTS:
        return Placement(queue=queue, subtype=subtype, parent=sent, filed="delivery report")
    back = returned_to(sent, known.reported_parent, queue, center)
    return Placement(queue=back, subtype=subtype, parent=sent, preferred=who_sent(sent, center))


def _is_closed(answered: Email, queue: Queue, now: int) -> bool:
    """The thread is not taken up again: the email was finished longer ago than the queue's option reopen-days."""
    if queue.reopen_days is None or answered.finished_at is None:
        return False
    return now - answered.finished_at > queue.reopen_days * DAY_MS
