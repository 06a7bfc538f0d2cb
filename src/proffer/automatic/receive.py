"""Receive: a message taken in becomes one waiting email per mailbox it came to, in one change (contract 12.8)."""

from __future__ import annotations

from collections.abc import Callable

from proffer.center.center import CENTER_KEY, Center
from proffer.center.queue import Queue
from proffer.interaction.arrival import Arrival
from proffer.interaction.contact import Address, Contact, Seen
from proffer.interaction.content import Attachment, Content, Warning_
from proffer.interaction.email import Email
from proffer.interaction.events import EmailReceived
from proffer.interaction.known_message import KnownMessage
from proffer.interaction.mail_user_data import mail_keys
from proffer.interaction.preference import last_agent_first
from proffer.record import Change, Event, Struct, UserData, Write, replace
from proffer.routing.user_data import routing_begins

NAME_CHARACTERS_MAX = 255  # of a contact's name; the header may have a whole line
ADDRESSES_SHOWN_MAX = 200  # of one header; the original has them all


class Known(Struct, frozen=True, kw_only=True):
    """What we know about a message before it is taken in: its sender, the email it answers, its Message-ID."""

    contact: Contact | None = None
    filed_under: str | None = None  # the contact the emails name, where that is one that was merged into `contact`
    answered: Email | None = None
    message_id: bool = False  # some email has this Message-ID


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
    """The emails with their contents, a new contact, and the marks that keep a message from coming twice."""
    contact, contact_writes = _contact(taken, known.contact, center, new_id)
    writes: list[Write] = list(contact_writes)
    events: list[Event] = []
    for mailbox, fingerprint in taken.mailboxes:
        email = _email(taken, mailbox, contact, known.answered, center, new_id())
        if known.filed_under is not None:
            email = replace(email, contact_id=known.filed_under)
        seen = Seen(fingerprint=fingerprint, email=email.id, at=taken.received_at)
        writes += (Write(None, email), Write(None, _content(taken, email.id, new_id)), Write(None, seen))
        events.append(
            EmailReceived(
                at=taken.received_at,
                email=email.id,
                queue=email.queue,
                message_bytes=taken.message_bytes,
                protocol=taken.protocol,
            )
        )
    message_id = taken.arrival.message_id
    if message_id and not known.message_id:
        first = next(write.after for write in writes if isinstance(write.after, Email))
        writes.append(Write(None, KnownMessage(id=message_id, email=first.id)))
    return Change(writes=tuple(writes), events=tuple(events), guards=((CENTER_KEY, center.version),))


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
    taken: Taken, contact: Contact | None, center: Center, new_id: Callable[[], str]
) -> tuple[Contact | None, tuple[Write, ...]]:
    address = address_of(taken.arrival)
    if contact is not None or address is None or not center.options.contact_identification:
        return contact, ()
    first_name, last_name = _names(taken.arrival) if center.options.enable_firstname_lastname_auto_filling else ("", "")
    created = Contact(
        id=new_id(),
        first_name=first_name,
        last_name=last_name,
        email_addresses=(address,),
        created_at=taken.received_at,
    )
    return created, (Write(None, created), Write(None, Address(address=address, contact=created.id)))


def _names(arrival: Arrival) -> tuple[str, str]:
    """First and last name out of the name beside the address, as people write it: `Ada Lovelace`, `Lovelace, Ada`."""
    name = " ".join(arrival.from_name.split())[:NAME_CHARACTERS_MAX]
    last, comma, first = name.partition(", ")
    if comma and first and last:
        return first, last
    first, _, last = name.rpartition(" ")
    return (first, last) if first else (last, "")


def _email(
    taken: Taken, mailbox: str, contact: Contact | None, answered: Email | None, center: Center, email_id: str
) -> Email:
    arrival, queue = taken.arrival, queue_of(mailbox, center)
    keys = mail_keys(arrival, mailbox, contact, center.options) | routing_begins(queue, center)
    return Email(
        id=email_id,
        queue=queue.name,
        priority=queue.priority,
        arrived_at=taken.received_at,
        queued_at=taken.received_at,
        preferred=last_agent_first(queue, keys),
        user_data=UserData(keys),
        mailbox=mailbox,
        from_=arrival.from_address or None,
        to=arrival.to[:ADDRESSES_SHOWN_MAX],
        cc=arrival.cc[:ADDRESSES_SHOWN_MAX],
        subject=arrival.subject or None,
        contact_id=None if contact is None else contact.id,
        subtype="InboundNew" if answered is None else "InboundReply",
        parent_id=None if answered is None else answered.id,
        thread_id=email_id if answered is None else answered.thread_id or answered.id,
    )


def _content(taken: Taken, email_id: str, new_id: Callable[[], str]) -> Content:
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
        warnings=tuple(Warning_(warning.code, warning.text) for warning in arrival.warnings),
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
