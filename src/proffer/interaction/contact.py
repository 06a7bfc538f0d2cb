"""A customer, found or created by the address a mail came from."""

from __future__ import annotations

from proffer.record import Key, Record

LAST_AGENT_KEYS = ("LCA_EmplID_email", "LastCalledAgent_EmployeeID")  # attributes of contract 12.6


class Contact(Record, frozen=True, kw_only=True):
    """A customer record (contract 11.7). `attributes` holds LCA_EmplID_email and LastCalledAgent_EmployeeID."""

    id: str
    first_name: str = ""
    last_name: str = ""
    title: str = ""
    email_addresses: tuple[str, ...] = ()
    phone_numbers: tuple[str, ...] = ()
    attributes: dict[str, str] = {}
    created_at: int = 0

    @property
    def key(self) -> Key:
        return ("contact", self.id)


class Address(Record, frozen=True, kw_only=True):
    """Whose address this is: the natural key that keeps one address from two contacts."""

    address: str  # lower case
    contact: str

    @property
    def key(self) -> Key:
        return ("address", self.address)


class Seen(Record, frozen=True, kw_only=True):
    """A message taken in by a mailbox before: the natural key that keeps one message from becoming two emails."""

    fingerprint: str  # of (mailbox, Message-ID, hash of the bytes)
    email: str
    at: int

    @property
    def key(self) -> Key:
        return ("seen", self.fingerprint)
