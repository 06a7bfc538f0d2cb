"""Goes over every customer: his addresses lead to him, and what he absorbed became him."""

from __future__ import annotations

from collections.abc import AsyncIterator

from proffer.audit.contacts import absorbed_and_survivor, contact_and_addresses, merged_and_survivor
from proffer.audit.finding import Finding
from proffer.audit.reading import read
from proffer.audit.shared import Shared, given
from proffer.interaction.contact import Contact


async def over_contacts(shared: Shared) -> AsyncIterator[Finding]:
    """A batch at a time, with what the batch names."""
    async for rows in shared.rows("contact"):
        contacts: list[Contact] = []
        for record, findings in map(read, rows):
            for finding in findings:
                yield finding
            if isinstance(record, Contact):
                contacts.append(record)
        addresses = await shared.load("address", [one for contact in contacts for one in contact.email_addresses])
        named = [id_ for contact in contacts for id_ in contact.absorbed]
        others = await shared.load("contact", named + given(contact.merged_into for contact in contacts))
        for contact in contacts:
            for finding in (
                *contact_and_addresses(contact, addresses),
                *merged_and_survivor(contact, others),
                *absorbed_and_survivor(contact, others),
            ):
                yield finding
