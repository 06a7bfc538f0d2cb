"""Moves contacts from the rare records into a table of their own, with what they are found by: part of a migration."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from proffer.interaction.contact import Contact
from proffer.interaction.contact_search import terms_of
from proffer.store.contact_rows import contact_values, term_values
from proffer.store.kinds import decode

__all__ = ["CONTACTS_AT_ONCE", "MIGRATION", "moved"]

MIGRATION = "contacts"  # the name of the SQL file that makes the tables
CONTACTS_AT_ONCE = 500


def moved(bodies: Iterable[str]) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Rows of `contact` and of `contact_term` for these records."""
    contacts: list[tuple[Any, ...]] = []
    terms: list[tuple[Any, ...]] = []
    for body in bodies:
        contact = decode("contact", body)
        assert isinstance(contact, Contact)
        contacts.append(contact_values(contact))
        terms += term_values(contact.id, terms_of(contact))
    return contacts, terms
