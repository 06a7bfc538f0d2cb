"""Goes over the rare records: places, customers' addresses, marks of messages, credentials and sessions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Set
from typing import Any

from proffer.agents.http_session import HttpSession
from proffer.agents.login import Place
from proffer.audit.contacts import address_and_contact, message_and_email, seen_and_email
from proffer.audit.documents import document_and_draft
from proffer.audit.finding import Finding
from proffer.audit.reading import read
from proffer.audit.shared import Shared
from proffer.center.credential import Credential
from proffer.interaction.contact import Address, Seen
from proffer.interaction.document import Document
from proffer.interaction.known_message import KnownMessage
from proffer.record import Record, Struct


class Named(Struct, frozen=True):
    """Which of the records that some others name there are."""

    contacts: Mapping[str, Record]
    emails: Set[str]
    drafts: Mapping[str, Record]  # contents that documents were stored for


async def over_records(shared: Shared) -> AsyncIterator[Finding]:
    """A batch at a time, with what the batch names."""
    async for rows in shared.rows("record"):
        records: list[Record] = []
        for record, findings in map(read, rows):
            for finding in findings:
                yield finding
            if record is not None:
                records.append(record)
        named = await _named(shared, records)
        for record in records:
            for finding in _about(record, named, shared):
                yield finding
            if isinstance(record, Document) and shared.files is not None:
                async for finding in shared.files.of_document(record):
                    yield finding


async def _named(shared: Shared, records: list[Record]) -> Named:
    marks = [one.email for one in records if isinstance(one, Seen | KnownMessage)]
    return Named(
        await shared.load("contact", [one.contact for one in records if isinstance(one, Address)]),
        await shared.inspection.existing("email", marks),
        await shared.load("content", [one.email for one in records if isinstance(one, Document)]),
    )


def _about(record: Any, named: Named, shared: Shared) -> Iterator[Finding]:
    match record:
        case Place():
            yield from shared.hands.place(record)
        case Address():
            yield from address_and_contact(record, named.contacts)
        case Seen():
            yield from seen_and_email(record, named.emails)
        case KnownMessage():
            yield from message_and_email(record, named.emails)
        case Document():
            yield from document_and_draft(record, named.drafts)
        case Credential() | HttpSession():
            yield from shared.people.check(record, record.user)
