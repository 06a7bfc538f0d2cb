"""A customer as JSON (contract 11.7)."""

from __future__ import annotations

from typing import Any

from proffer.interaction.contact import Contact
from proffer.wire.uri import Uris


def contact_json(contact: Contact, uris: Uris) -> dict[str, Any]:
    """The whole record; `mergedFrom` (ours) stands only in one that was made of several, the latest last."""
    path = f"/ucs/contacts/{contact.id}"
    merged = {"mergedFrom": contact.absorbed} if contact.absorbed else {}
    return {
        "id": contact.id,
        "firstName": contact.first_name,
        "lastName": contact.last_name,
        "title": contact.title,
        "emailAddresses": contact.email_addresses,
        "phoneNumbers": contact.phone_numbers,
        "attributes": contact.attributes,
        **merged,
        "uri": uris.at(path),
        "path": path,
    }
