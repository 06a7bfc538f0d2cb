"""Contacts and the records that say whose an address is point at each other, marks of messages point at emails."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from proffer.audit.finding import Finding
from proffer.interaction.contact import Address, Contact, Seen
from proffer.interaction.known_message import KnownMessage
from proffer.record import Record


def contact_and_addresses(contact: Contact, addresses: Mapping[str, Record]) -> Iterator[Finding]:
    """`addresses`: those there are among the contact's, by address. What was merged keeps none."""
    if contact.merged_into is not None:
        return
    for address in contact.email_addresses:
        found = addresses.get(address)
        if not isinstance(found, Address):
            what = f"has the address {address}, but mail from there would make another contact"
            yield Finding(rule="contact_has_its_addresses", kind="contact", id=contact.id, what=what)
        elif found.contact != contact.id:
            what = f"has the address {address}, which belongs to contact {found.contact}"
            yield Finding(rule="contact_has_its_addresses", kind="contact", id=contact.id, what=what)


def address_and_contact(address: Address, contacts: Mapping[str, Record]) -> Iterator[Finding]:
    """`contacts`: the one the address names, if there is such a one, by id."""
    found = contacts.get(address.contact)
    if not isinstance(found, Contact):
        what = f"belongs to contact {address.contact}, which does not exist"
    elif address.address not in found.email_addresses:
        what = f"belongs to contact {found.id}, who does not have it"
    else:
        return
    yield Finding(rule="address_has_its_contact", kind="address", id=address.address, what=what)


def merged_and_survivor(contact: Contact, contacts: Mapping[str, Record]) -> Iterator[Finding]:
    """`contacts`: the one it was merged into, if there is such a one, by id."""
    if contact.merged_into is None:
        return
    survivor = contacts.get(contact.merged_into)
    if not isinstance(survivor, Contact) or not {contact.id, *contact.absorbed} <= set(survivor.absorbed):
        what = f"was merged into contact {contact.merged_into}, which does not know of it"
        yield Finding(rule="merged_contact_has_its_survivor", kind="contact", id=contact.id, what=what)


def absorbed_and_survivor(contact: Contact, contacts: Mapping[str, Record]) -> Iterator[Finding]:
    """`contacts`: those there are among the absorbed ones, by id."""
    family = {contact.id, *contact.absorbed}
    for absorbed in contact.absorbed:
        found = contacts.get(absorbed)
        if not isinstance(found, Contact) or found.merged_into not in family - {absorbed}:
            what = f"has absorbed contact {absorbed}, which was not merged into it"
            yield Finding(rule="absorbed_contact_was_merged", kind="contact", id=contact.id, what=what)


def seen_and_email(seen: Seen, emails: Collection[str]) -> Iterator[Finding]:
    """`emails`: the one the mark names, if there is such a one."""
    if seen.email not in emails:
        what = f"marks a message as taken in as {seen.email}, and there is no such email"
        yield Finding(rule="seen_has_its_email", kind="seen", id=seen.fingerprint, what=what)


def message_and_email(known: KnownMessage, emails: Collection[str]) -> Iterator[Finding]:
    """A Message-ID belongs to an email there is."""
    if known.email not in emails:
        what = f"belongs to {known.email}, and there is no such email"
        yield Finding(rule="message_has_its_email", kind="known_message", id=known.id, what=what)
