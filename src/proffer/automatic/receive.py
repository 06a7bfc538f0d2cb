"""Receive: a message taken in becomes one waiting email per mailbox it came to, in one change (contract 12.8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from proffer.automatic.bounce import note_report
from proffer.automatic.join_thread import join_thread
from proffer.automatic.placement import Known, Placement, placement, preferred
from proffer.center.center import CENTER_KEY, Center
from proffer.center.queue import Queue
from proffer.interaction.arrival import Arrival
from proffer.interaction.contact import Address, Contact, Seen
from proffer.interaction.content import Attachment, Content, Warning_
from proffer.interaction.email import Email
from proffer.interaction.events import EmailFiled, EmailReceived
from proffer.interaction.known_message import KnownMessage
from proffer.interaction.lifecycle import moved
from proffer.interaction.mail_user_data import mail_keys
from proffer.record import Change, Event, Struct, UserData, Write
from proffer.routing.user_data import routing_begins

NAME_CHARACTERS_MAX = 255  # of a contact's name; the header may have a whole line
ADDRESSES_SHOWN_MAX = 200  # of one header; the original has them all


class Taken(Struct, frozen=True, kw_only=True):
    """A message on our disk: where it lies, what it says, which mailboxes it is for."""

    arrival: Arrival
    blob: str
    sha256: str
    message_bytes: int
    sender: str  # envelope sender, "" for the null path
    received_at: int  # epoch milliseconds
    protocol: str
    mailboxes: tuple[tuple[str, str], ...]  # (mailbox address, fingerprint of the message there)


def receive(taken: Taken, known: Known, center: Center, new_id: Callable[[], str]) -> Change:
    """The emails with their contents, a new contact, and the marks that keep a message from coming twice.

    With them what the message changes of others: a delivery it reports of, the email in hand whose thread it joins.
    """
    contact, contact_writes = _contact(taken, known, center, new_id)
    writes: list[Write] = list(contact_writes)
    events: list[Event] = []
    joined: list[str] = []
    for mailbox, fingerprint in taken.mailboxes:
        place = placement(taken.arrival, taken.sender, queue_of(mailbox, center), known, center, taken.received_at)
        email, happened = _placed(_email(taken, mailbox, contact, known, place, center, new_id()), taken, place)
        seen = Seen(fingerprint=fingerprint, email=email.id, at=taken.received_at)
        writes += (Write(None, email), Write(None, _content(taken, email.id, place, new_id)), Write(None, seen))
        events += happened
        if place.filed is not None and place.parent is known.in_hand:
            joined.append(email.id)
    message_id = taken.arrival.message_id
    if message_id and not known.message_id:
        first = next(write.after for write in writes if isinstance(write.after, Email))
        writes.append(Write(None, KnownMessage(id=message_id, email=first.id)))
    change = Change(writes=tuple(writes), events=tuple(events), guards=((CENTER_KEY, center.version),))
    for also in _also(taken, known, tuple(joined), center):
        change = change.then(also)
    return change


def _also(taken: Taken, known: Known, joined: tuple[str, ...], center: Center) -> Iterator[Change]:
    if joined and known.in_hand is not None:
        yield join_thread(known.in_hand, known.in_hand_content, joined, center, taken.received_at)
    report = taken.arrival.report
    if report is not None and known.reported is not None and known.delivery is not None:
        noted = note_report(known.reported, known.delivery, report, taken.received_at)
        if noted is not None:
            yield noted


def _placed(email: Email, taken: Taken, place: Placement) -> tuple[Email, list[Event]]:
    """The email where it belongs, and what happened to it on the way."""
    came = EmailReceived(
        at=taken.received_at,
        email=email.id,
        queue=email.queue,
        message_bytes=taken.message_bytes,
        protocol=taken.protocol,
    )
    if place.filed is None or place.parent is None:
        return email, [came]
    filed = EmailFiled(at=taken.received_at, email=email.id, parent=place.parent.id, reason=place.filed)
    return moved(email, filed), [came, filed]


def address_of(arrival: Arrival) -> str | None:
    """The address the contact is looked up by, in one spelling."""
    address = arrival.from_address.strip().casefold()
    return address if "@" in address else None


def queue_of(mailbox: str, center: Center) -> Queue:
    """The queue that mail to this mailbox enters; without any such queue it waits under the configured name."""
    box = center.mailbox_by_address.get(mailbox)
    name = (box.queue if box is not None else None) or center.options.default_inbound_queue
    return center.queue_by_name.get(name) or Queue(id="", number=0, name=name)


def _contact(
    taken: Taken, known: Known, center: Center, new_id: Callable[[], str]
) -> tuple[str | None, tuple[Write, ...]]:
    """The contact's id and, of a new one, his records. A daemon is none: it writes about another's mail."""
    contact, address = known.contact, address_of(taken.arrival)
    if known.reported is not None:
        return known.reported.contact_id, ()
    if contact is not None:
        return contact.id, ()
    if address is None or taken.arrival.report is not None or not center.options.contact_identification:
        return None, ()
    first_name, last_name = _names(taken.arrival) if center.options.enable_firstname_lastname_auto_filling else ("", "")
    created = Contact(
        id=new_id(),
        first_name=first_name,
        last_name=last_name,
        email_addresses=(address,),
        created_at=taken.received_at,
    )
    return created.id, (Write(None, created), Write(None, Address(address=address, contact=created.id)))


def _names(arrival: Arrival) -> tuple[str, str]:
    """First and last name out of the name beside the address, as people write it: `Ada Lovelace`, `Lovelace, Ada`."""
    name = " ".join(arrival.from_name.split())[:NAME_CHARACTERS_MAX]
    last, comma, first = name.partition(", ")
    if comma and first and last:
        return first, last
    first, _, last = name.rpartition(" ")
    return (first, last) if first else (last, "")


def _email(
    taken: Taken,
    mailbox: str,
    contact_id: str | None,
    known: Known,
    place: Placement,
    center: Center,
    email_id: str,
) -> Email:
    arrival, queue, parent = taken.arrival, place.queue, place.parent
    keys = mail_keys(arrival, mailbox, contact_id, known.contact, center.options) | routing_begins(queue, center)
    return Email(
        id=email_id,
        queue=queue.name,
        priority=queue.priority,
        arrived_at=taken.received_at,
        queued_at=taken.received_at,
        preferred=preferred(place, keys),
        user_data=UserData(keys),
        mailbox=mailbox,
        from_=arrival.from_address or None,
        to=arrival.to[:ADDRESSES_SHOWN_MAX],
        cc=arrival.cc[:ADDRESSES_SHOWN_MAX],
        subject=arrival.subject or None,
        contact_id=known.filed_under or contact_id,
        subtype=place.subtype,
        parent_id=None if parent is None else parent.id,
        thread_id=email_id if parent is None else parent.thread_id or parent.id,
    )


def _content(taken: Taken, email_id: str, place: Placement, new_id: Callable[[], str]) -> Content:
    arrival = taken.arrival
    return Content(
        id=email_id,
        html=arrival.html or None,
        text=arrival.text or None,
        attachments=tuple(
            Attachment(
                id=new_id(),
                name=found.name,
                size=found.size_bytes,
                mime=found.mime,
                part=found.part,
                content_id=found.content_id or None,
                inline=found.inline,
            )
            for found in arrival.attachments
        ),
        warnings=(*(Warning_(warning.code, warning.text) for warning in arrival.warnings), *place.warnings),
        message_id=arrival.message_id or None,
        in_reply_to=arrival.in_reply_to or None,
        references=arrival.references,
        reply_to=arrival.reply_to[:ADDRESSES_SHOWN_MAX],
        blob=taken.blob,
        blob_sha256=taken.sha256,
        blob_bytes=taken.message_bytes,
        sender=taken.sender,
        received_at=taken.received_at,
    )
