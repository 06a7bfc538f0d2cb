"""Field codes in standard responses, `<$ Contact.FirstName $>`: which there are, what they become (contract 11.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from proffer.center.user import User
from proffer.interaction.contact import Contact
from proffer.interaction.email import Email

# An editor of HTML may have written the brackets as entities.
CODE = re.compile(r"(?:<|&lt;)\$\s*([A-Za-z]+)\s*\.\s*([A-Za-z]+)\s*\$(?:>|&gt;)")
_OF_A_CUSTOMER = ("FirstName", "LastName", "FullName", "Title", "EmailAddress")
KNOWN: frozenset[tuple[str, str]] = frozenset(
    [(whose, name) for whose in ("Customer", "Contact") for name in _OF_A_CUSTOMER]
    + [("Agent", name) for name in ("FirstName", "LastName", "FullName")]
    + [("Interaction", name) for name in ("Id", "Subject", "DateCreated")]
)
Values = Mapping[tuple[str, str], str]


def unknown_codes(text: str) -> list[str]:
    """Codes that stand for nothing, as they are written: `Agent.Phone`."""
    return [f"{whose}.{name}" for whose, name in CODE.findall(text) if (whose, name) not in KNOWN]


def values_of(email: Email | None, contact: Contact | None, agent: User | None, created: str) -> Values:
    """What each code stands for; "" where it is not known. `created`: when the email came, as people read it."""
    first, last = ("", "") if contact is None else (contact.first_name, contact.last_name)
    addresses = () if contact is None else contact.email_addresses
    customer = {
        "FirstName": first,
        "LastName": last,
        "FullName": f"{first} {last}".strip(),
        "Title": "" if contact is None else contact.title,
        "EmailAddress": next(iter(addresses), "" if email is None else email.from_ or ""),
    }
    found = {(whose, name): value for whose in ("Customer", "Contact") for name, value in customer.items()}
    if agent is not None:
        found[("Agent", "FirstName")], found[("Agent", "LastName")] = agent.first_name, agent.last_name
        found[("Agent", "FullName")] = f"{agent.first_name} {agent.last_name}".strip()
    if email is not None:
        found[("Interaction", "Id")] = email.id
        found[("Interaction", "Subject")] = email.subject or ""
        found[("Interaction", "DateCreated")] = created
    return found


def rendered_html(html: str, values: Values) -> str:
    """Each known code replaced, escaped: what a customer calls himself is no markup. Unknown ones stay as they are."""
    return CODE.sub(lambda code: _value(code, values, html=True), html)


def rendered_line(text: str, values: Values) -> str:
    """The same for a subject: one line, nothing escaped."""
    return " ".join(CODE.sub(lambda code: _value(code, values, html=False), text).split())


def _value(code: re.Match[str], values: Values, *, html: bool) -> str:
    name = (code[1], code[2])
    if name not in KNOWN:
        return code[0]
    value = values.get(name, "")
    return escape(value) if html else value
