"""What a contact looks like as rows: its own, and one for each term it is found by; the same for every database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from proffer.engine.ports import ContactQuery
from proffer.interaction.contact import Contact
from proffer.interaction.contact_search import Term, folded, is_found_by, terms_of
from proffer.interaction.pattern import Pattern
from proffer.record import Record
from proffer.store.kinds import encode

__all__ = ["Condition", "conditions_of", "contact_values", "order_of", "page_of", "term_statements", "term_values"]

ORDERS = {
    "last_name": ("last_name", "first_name", "id"),
    "first_name": ("first_name", "last_name", "id"),
    "id": ("id",),
}
LAST_CHARACTER = "\U0010ffff"  # no text goes on with it
ESCAPE = "!"

Condition = tuple[str, tuple[Any, ...]]  # SQL in which `{}` stands for each value, and the values


def contact_values(contact: Contact) -> tuple[Any, ...]:
    """The columns of `contact`, in order."""
    names = (folded(contact.last_name), folded(contact.first_name))
    return (contact.id, contact.version, *names, contact.merged_into, encode(contact))


def term_values(contact_id: str, terms: Iterable[Term]) -> list[tuple[str, str, str, str]]:
    """Rows of `contact_term`: field, value, contact, the value from behind (for a wildcard at its beginning)."""
    return [(field, value, contact_id, value[::-1]) for field, value in sorted(terms)]


def term_statements(before: Record | None, after: Record | None) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The terms that went and those that came."""
    old, new = (terms_of(one) if isinstance(one, Contact) else frozenset() for one in (before, after))
    contact = after or before
    assert isinstance(contact, Contact)
    for values in term_values(contact.id, old - new):
        yield "delete_contact_term", values
    for values in term_values(contact.id, new - old):
        yield "insert_contact_term", values


def conditions_of(query: ContactQuery) -> Iterator[Condition]:
    """One for each pattern: a range of an index, and what else must fit within it."""
    for field, pattern in query.patterns.items():
        if not pattern.fits_anything:
            text, values = _within(pattern)
            yield f"id in (select contact from contact_term where field = {{}} and {text})", (field, *values)  # noqa: S608 - ours


def order_of(query: ContactQuery) -> str:
    """The columns to sort by; a fixed list, never a request."""
    direction = "desc" if query.descending else "asc"
    return ", ".join(f"{column} {direction}" for column in ORDERS[query.sort])


def page_of(contacts: Iterable[Contact], query: ContactQuery) -> tuple[list[Contact], int]:
    """What a database answers, over contacts in memory."""
    patterns = {field: pattern for field, pattern in query.patterns.items() if not pattern.fits_anything}
    found = [contact for contact in contacts if is_found_by(contact, patterns)]
    found.sort(key=lambda contact: [_column(contact, name) for name in ORDERS[query.sort]], reverse=query.descending)
    return found[query.offset : query.offset + query.limit], len(found)


def _within(pattern: Pattern) -> Condition:
    if pattern.is_exact:
        return "value = {}", (pattern.start,)
    column, start = ("value", pattern.start) if pattern.start else ("reversed", pattern.end[::-1])
    text, values = f"{column} >= {{}} and {column} < {{}}", (start, start + LAST_CHARACTER)
    if sum(map(bool, pattern.pieces)) > 1:
        return f"{text} and value like {{}} escape '{ESCAPE}'", (*values, _like(pattern))
    return text, values


def _like(pattern: Pattern) -> str:
    return "%".join(piece.translate({ord(sign): ESCAPE + sign for sign in "%_" + ESCAPE}) for piece in pattern.pieces)


def _column(contact: Contact, name: str) -> str:
    text = getattr(contact, name)
    return text if name == "id" else folded(text)
