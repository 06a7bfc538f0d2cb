"""How customers are looked for: by name, address and phone number, whatever the case of the letters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from proffer.interaction.contact import Contact
from proffer.interaction.pattern import WILDCARD, Pattern

FIRST_NAME, LAST_NAME, EMAIL, PHONE = "first", "last", "email", "phone"
TERM_CHARACTERS_MAX = 200  # of a text that is looked for: an index takes no longer ones

Term = tuple[str, str]  # (EMAIL, "jonas@example.com")


def terms_of(contact: Contact) -> frozenset[Term]:
    """What the contact is found by; nothing once it has become another one."""
    return frozenset() if contact.merged_into is not None else frozenset(_terms(contact))


def folded(text: str) -> str:
    """A name or an address as it is compared."""
    return text.casefold().replace("\0", "")[:TERM_CHARACTERS_MAX]


def dialled(text: str) -> str:
    """A phone number as it is compared: its digits, and the plus before them."""
    return "".join(letter for letter in text if letter in "0123456789+" or letter == WILDCARD)[:TERM_CHARACTERS_MAX]


def pattern_of(field: str, text: str) -> Pattern:
    """What somebody looks for in a field."""
    return Pattern.of(dialled(text) if field == PHONE else folded(text.strip()))


def is_found_by(contact: Contact, patterns: Mapping[str, Pattern]) -> bool:
    """Does some term of each field fit?"""
    terms = terms_of(contact)
    return contact.merged_into is None and all(
        any(pattern.fits(value) for name, value in terms if name == field) for field, pattern in patterns.items()
    )


def _terms(contact: Contact) -> Iterator[Term]:
    for field, name in ((FIRST_NAME, contact.first_name), (LAST_NAME, contact.last_name)):
        if name:
            yield field, folded(name)
    for address in contact.email_addresses:
        yield EMAIL, folded(address)
    for number in contact.phone_numbers:
        if digits := dialled(number.replace(WILDCARD, "")):
            yield PHONE, digits
