"""Addresses as they are written in headers and envelopes; those beyond ASCII ask for SMTPUTF8 (RFC 6531)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from proffer.interaction.outgoing import Person
from proffer.mail.writing.words import phrase

__all__ = ["Unwritable", "address_list", "in_ascii_if_possible", "needs_utf8"]

LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\u0080-\U0010ffff-]{1,64}")
QUOTED = re.compile(r'"(?:[^"\\\x00-\x1f\x7f-\x9f]|\\[^\x00-\x1f\x7f-\x9f]){0,62}"')
LABEL = r"[A-Za-z0-9_\u0080-\U0010ffff-]{1,63}"
DOMAIN = re.compile(rf"{LABEL}(?:\.{LABEL})*|\[[0-9A-Za-z.:]{{2,60}}\]")


class Unwritable(ValueError):  # noqa: N818 - the field's word
    """No mail can be sent to or from what is no address."""


def in_ascii_if_possible(address: str) -> str:
    """The address as it goes over the wire: its domain in ASCII (RFC 5890), its local part as it is.

    Raises Unwritable.
    """
    local, at, domain = address.rpartition("@")
    if not at or not (LOCAL.fullmatch(local) or QUOTED.fullmatch(local)) or not DOMAIN.fullmatch(domain):
        raise Unwritable(f"{address[:200]!r} is no address")
    if domain.isascii():
        return address
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise Unwritable(f"{address[:200]!r} has no domain that can be written in ASCII") from error


def needs_utf8(address: str) -> bool:
    """Only a relay that offers SMTPUTF8 can take it."""
    return not address.isascii()


def address_list(people: Iterable[Person]) -> str:
    """A line for each, folded between them and after a long name (RFC 5322 3.4). Raises Unwritable."""
    return ",\r\n ".join(_written(person) for person in people)


def _written(person: Person) -> str:
    address = in_ascii_if_possible(person.address)
    if not person.name.strip():
        return address
    name = phrase(person.name)
    return f"{name}\r\n <{address}>" if len(name) + len(address) > 70 else f"{name} <{address}>"
