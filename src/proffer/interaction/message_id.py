"""The Message-ID of an email we send: made once, kept with it, the same however often it is tried (RFC 5322, 3.6.4)."""

from __future__ import annotations

from proffer.interaction.address import shown
from proffer.interaction.email import Email

INSTALLATION_CHARACTERS = 8


def message_id(email: Email, contact_center_id: str) -> str:
    """`<id.installation@domain of the sender>`: ids are unique in an installation, which a part of its UUID tells."""
    domain = shown(email.from_ or "").address.rpartition("@")[2]
    if not domain.isascii():
        domain = _ascii(domain)
    return f"<{email.id}.{contact_center_id[:INSTALLATION_CHARACTERS]}@{domain or 'localhost'}>"


def _ascii(domain: str) -> str:
    """A domain in letters of its own is written as mail has it."""
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return "localhost"
