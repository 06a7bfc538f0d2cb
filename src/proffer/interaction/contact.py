"""A customer, found or created by the address a mail came from."""

from __future__ import annotations

from collections.abc import Mapping

from proffer.record import Key, Record, Struct

LAST_AGENT_KEYS = ("LCA_EmplID_email", "LastCalledAgent_EmployeeID")  # attributes of contract 12.6


class TakenOver(Struct, frozen=True, kw_only=True):
    """What a contact gained when another one was merged into it."""

    texts: dict[str, str] = {}  # by field: names and title it did not have
    email_addresses: tuple[str, ...] = ()
    phone_numbers: tuple[str, ...] = ()
    attributes: dict[str, str] = {}


class Contact(Record, frozen=True, kw_only=True):
    """A customer record (contract 11.7). `attributes` holds LCA_EmplID_email and LastCalledAgent_EmployeeID.

    A contact that was merged into another one stays as it was, for its emails name it; `gave` is what the other took
    over from it. `absorbed` names all those whose emails belong to this one, the latest last.
    """

    id: str
    first_name: str = ""
    last_name: str = ""
    title: str = ""
    email_addresses: tuple[str, ...] = ()
    phone_numbers: tuple[str, ...] = ()
    attributes: dict[str, str] = {}
    created_at: int = 0
    merged_into: str | None = None
    gave: TakenOver | None = None
    absorbed: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        return contact_key(self.id)


class Address(Record, frozen=True, kw_only=True):
    """Whose address this is: the natural key that keeps one address from two contacts."""

    address: str  # lower case
    contact: str
    of_merged: str | None = None  # whose it was before that one was merged: its emails are filed there

    @property
    def filed_under(self) -> str:
        """The contact that emails from this address name."""
        return self.of_merged or self.contact

    @property
    def key(self) -> Key:
        return address_key(self.address)


class Seen(Record, frozen=True, kw_only=True):
    """A message taken in by a mailbox before: the natural key that keeps one message from becoming two emails."""

    fingerprint: str  # of (mailbox, Message-ID, hash of the bytes)
    email: str
    at: int

    @property
    def key(self) -> Key:
        return ("seen", self.fingerprint)


def contact_key(contact_id: str) -> Key:
    """The key of a contact's record."""
    return ("contact", contact_id)


def address_key(address: str) -> Key:
    """The key of the record that says whose an address is; `address` is lower case."""
    return ("address", address)


def survivor_of(found: Mapping[Key, Record], contact_id: str) -> Contact | None:
    """The contact this one has become, or is, among the records `found`."""
    contact = found.get(contact_key(contact_id))
    while isinstance(contact, Contact) and contact.merged_into is not None:
        contact = found.get(contact_key(contact.merged_into))
    return contact if isinstance(contact, Contact) else None


def survivors_missing(found: Mapping[Key, Record]) -> tuple[Key, ...]:
    """What `survivor_of` would miss."""
    named = [contact_key(one.merged_into) for one in found.values() if isinstance(one, Contact) and one.merged_into]
    return tuple(key for key in named if key not in found)
