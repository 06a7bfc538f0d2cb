"""The user-data keys that mail intake writes, exactly as the contract has them (8.2)."""

from __future__ import annotations

from typing import Any

from proffer.center.options import Options
from proffer.interaction.arrival import Arrival
from proffer.interaction.contact import LAST_AGENT_KEYS, Contact

HEADERS = ("Date", "Message-ID", "Content-Type", "MIME-Version")
ADDRESS_CHARACTERS_MAX = 4_096  # cc-userdata-limit


def mail_keys(
    arrival: Arrival, mailbox: str, contact_id: str | None, contact: Contact | None, options: Options
) -> dict[str, Any]:
    """Everything known of a mail when it comes in; `Header_…` keys only for headers the mail has."""
    counted = arrival.counted_attachments
    keys: dict[str, Any] = {
        "Subject": arrival.subject,
        "To": ", ".join(arrival.to_addresses)[:ADDRESS_CHARACTERS_MAX],
        "Mailbox": mailbox,
        "FromAddress": arrival.from_address,
        "FromPersonal": arrival.from_name,
        "EmailAddress": arrival.from_address,
        "_ContainsAttachment": "true" if counted else "false",
        "_AttachmentsSize": str(sum(attachment.size_bytes for attachment in counted)),
        "_AttachmentFileNames": ";".join(attachment.name for attachment in counted)[:ADDRESS_CHARACTERS_MAX],
        "_AutoReplyCount": 0,
        "Origination_Source": "Email",
    }
    for name in (*HEADERS, *options.userdata_headers):
        value = arrival.headers.get(name.lower())
        if value is not None:
            keys[f"Header_{name}"] = value
    if contact_id is not None:
        keys["ContactId"] = contact_id
    if contact is not None:
        keys |= {key: contact.attributes[key] for key in LAST_AGENT_KEYS if key in contact.attributes}
    return keys
