"""Finds what a mail belongs to that comes in: its sender, the thread it answers, the mail it is a report of."""

from __future__ import annotations

from typing import Any

from proffer.automatic.placement import Known
from proffer.automatic.receive import address_of
from proffer.engine.ports import EmailQuery, Store
from proffer.engine.records import Records
from proffer.interaction.arrival import Arrival
from proffer.interaction.contact import Address, Contact, address_key, contact_key
from proffer.interaction.content import Content, content_key
from proffer.interaction.delivery import Delivery, delivery_key
from proffer.interaction.email import INBOUND, OUTBOUND, Email, email_key
from proffer.interaction.known_message import KnownMessage, known_message_key
from proffer.interaction.thread import answered, references_of

PARENTS_MAX = 5  # how far up a thread an email in hand is looked for
EMAILS_OF_A_CONTACT_MAX = 50  # the newest that are not finished


class Belonging:
    """Reads what `receive` decides on. Never a scan: by Message-ID, by address, and a contact's open emails."""

    def __init__(self, store: Store, records: Records) -> None:
        self._store = store
        self._records = records

    async def of(self, arrival: Arrival) -> Known:
        """What is known as last committed. Raises StoreDown."""
        own = (arrival.message_id,) if arrival.message_id else ()
        if arrival.report is not None:
            named = await self._named((*own, arrival.report.original_message_id))
            return Known(message_id=arrival.message_id in named, **await self._reported(arrival, named))
        contact, filed_under = await self._contact(arrival)
        references = references_of(arrival)
        named = await self._named((*own, *references))
        his = () if contact is None else (contact.id, *contact.absorbed)
        answers = {one: named[one] for one in references if one in named}
        found = answered(references, answers, arrival.from_address, his)
        in_hand = None if found is None else await self._in_hand(found)
        content = None if in_hand is None else await self._records.get(content_key(in_hand.id))
        return Known(
            contact=contact,
            filed_under=filed_under,
            answered=found,
            named=next(iter(answers.values()), None) if found is None else None,
            in_hand=in_hand,
            in_hand_content=content if isinstance(content, Content) else None,
            message_id=arrival.message_id in named,
        )

    async def _named(self, message_ids: tuple[str, ...]) -> dict[str, Email]:
        found = await self._records.fresh([known_message_key(one) for one in message_ids if one])
        marks = {record.id: record.email for record in found.values() if isinstance(record, KnownMessage)}
        emails = await self._records.fresh([email_key(one) for one in marks.values()])
        return {one: email for one, id_ in marks.items() if isinstance(email := emails.get(email_key(id_)), Email)}

    async def _reported(self, arrival: Arrival, named: dict[str, Email]) -> dict[str, Any]:
        """The mail of ours it is about, how that was delivered, and which email that answered."""
        assert arrival.report is not None, "asked for reports only"
        sent = named.get(arrival.report.original_message_id)
        if sent is None or sent.direction != OUTBOUND:
            return {}
        keys = [delivery_key(sent.id), *([email_key(sent.parent_id)] if sent.parent_id else [])]
        found = await self._records.fresh(keys)
        delivery, parent = found.get(keys[0]), found.get(keys[-1])
        return {
            "reported": sent,
            "delivery": delivery if isinstance(delivery, Delivery) else None,
            "reported_parent": parent if isinstance(parent, Email) else None,
        }

    async def _in_hand(self, email: Email) -> Email | None:
        """The email of this thread that an agent holds: the one answered, one above it, another one."""
        above: Email | None = email
        for _ in range(PARENTS_MAX):
            if above is None or _is_in_hand(above):
                break
            parent = (await self._records.fresh((email_key(above.parent_id),))) if above.parent_id else {}
            above = next((one for one in parent.values() if isinstance(one, Email)), None)
        if above is not None and _is_in_hand(above):
            return above
        if email.contact_id is None:
            return None
        query = EmailQuery(contact=email.contact_id, finished=False, limit=EMAILS_OF_A_CONTACT_MAX)
        thread = email.thread_id or email.id
        others = [one for one in await self._store.emails(query) if one.thread_id == thread and _is_in_hand(one)]
        return others[0] if others else None

    async def _contact(self, arrival: Arrival) -> tuple[Contact | None, str | None]:
        """Who sent it, and which contact his emails from this address name: one that was merged into him, perhaps."""
        address = address_of(arrival)
        if address is None:
            return None, None
        key = address_key(address)
        known = (await self._records.fresh((key,))).get(key)
        if not isinstance(known, Address):
            return None, None
        contact = await self._records.get(contact_key(known.contact))
        return (contact, known.filed_under) if isinstance(contact, Contact) else (None, None)


def _is_in_hand(email: Email) -> bool:
    return email.direction == INBOUND and email.holder is not None
