"""A customer's record is changed: what is given replaces what there was (contract 11.7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from proffer.interaction.contact import Address, Contact, address_key
from proffer.interaction.contact_events import ContactChanged
from proffer.operations.contact_fields import FIELDS
from proffer.operations.parameters import read_parameters
from proffer.operations.refused import EXISTS, READ_ONLY, Refused
from proffer.record import Change, Key, Record, Write, replace

Given = Mapping[str, Any]  # by the name of the record's field


def given_fields(raw: Mapping[str, Any], contact_id: str) -> Given:
    """The fields a request gives, read; those left out or null stay as they are. Raises Refused."""
    if raw.get("id", contact_id) != contact_id:
        raise Refused(READ_ONLY, "The id of a contact cannot be changed.")
    values = read_parameters(FIELDS.values(), raw)
    return {field: values[one.name] for field, one in FIELDS.items() if values[one.name] is not None}


def reads(contact: Contact, given: Given) -> tuple[Key, ...]:
    """The addresses that come and those that go."""
    wanted = given.get("email_addresses", contact.email_addresses)
    return tuple(address_key(address) for address in sorted({*wanted} ^ {*contact.email_addresses}))


def decide(contact: Contact, given: Given, found: Mapping[Key, Record], agent: str, now: int) -> Change | None:
    """Nothing when it says so already. An address of another customer is refused."""
    after = replace(contact, **given)
    fields = tuple(FIELDS[field].name for field in given if getattr(contact, field) != getattr(after, field))
    if not fields:
        return None
    return Change(
        writes=(Write(contact, after), *_address_writes(contact, after, found)),
        events=(ContactChanged(at=now, agent=agent, contact=contact.id, fields=fields),),
    )


def _address_writes(before: Contact, after: Contact, found: Mapping[Key, Record]) -> Iterator[Write]:
    for address in after.email_addresses:
        if address in before.email_addresses:
            continue
        if isinstance(found.get(address_key(address)), Address):
            raise Refused(EXISTS, "One of the addresses belongs to another contact.")
        yield Write(None, Address(address=address, contact=after.id))
    for address in before.email_addresses:
        if address not in after.email_addresses and (known := found.get(address_key(address))) is not None:
            yield Write(known, None)
