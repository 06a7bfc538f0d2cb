"""Customers: who is this, what is written down of him, and two that turn out to be one (contract 11.7)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from proffer.agents.login import Login, login_key
from proffer.engine.clock import Clock, civil_date
from proffer.engine.done import Done
from proffer.engine.interaction_history import written
from proffer.engine.period import period
from proffer.engine.ports import Conflict, ContactQuery, EmailQuery, Store
from proffer.engine.records import Records
from proffer.engine.survivors import surviving
from proffer.interaction.contact import Address, Contact, address_key, contact_key
from proffer.interaction.contact_search import EMAIL
from proffer.operations import change_contact, contact_history, identify_contact, interaction_history, merge_contacts
from proffer.operations.frame import Context, Parameters, Request
from proffer.operations.parameters import read_parameters
from proffer.operations.refused import NOT_FOUND, WRONG_STATE, Refused
from proffer.record import Change, Key, Record

ATTEMPTS_MAX = 10
HISTORY_EMAILS_MAX = 1_000  # the latest of a contact

Decide = Callable[[Contact, Contact, Mapping[Key, Record], str, int], Change]


class Contacts:
    """Every method decides again when somebody else was faster. Raises Refused, StoreDown."""

    def __init__(self, store: Store, records: Records, clock: Clock) -> None:
        self._store = store
        self._records = records
        self._clock = clock

    async def find(self, query: ContactQuery) -> tuple[list[Contact], int]:
        """A page of them, and how many there are."""
        return await self._store.contacts(query)

    async def one(self, contact_id: str) -> Contact:
        """The contact; asked for one that was merged, the one it has become."""
        contact = await surviving(self._records.load, contact_id)
        if contact is None:
            raise Refused(NOT_FOUND, "There is no such contact.")
        return contact

    async def identify(self, request: Request) -> Done:
        """IdentifyUCSContact: the answer comes as a notification, with the reference of this request."""
        parameters = read_parameters(identify_contact.PARAMETERS, request.raw)
        identify_contact.looked_for(parameters)

        async def attempt() -> tuple[Change, int]:
            context = await self._context(request)
            contact = await self._identified(parameters)
            context.found = {} if contact is None else {contact.key: contact}
            return identify_contact.decide(context, parameters), context.reference

        return Done(reference=await self._saved(attempt))

    async def history(self, contact_id: str, request: Request) -> Done:
        """RetrieveContactHistory: the emails of a contact come as a notification."""
        parameters = read_parameters(contact_history.PARAMETERS, request.raw)
        span = self._period(parameters)
        contact = await self.one(contact_id)
        emails = [
            email
            for known in (contact.id, *contact.absorbed)
            for email in await self._store.emails(EmailQuery(contact=known, limit=HISTORY_EMAILS_MAX))
        ]

        async def attempt() -> tuple[Change, int]:
            context = await self._context(request)
            return contact_history.decide(context, parameters, emails, contact.id, span), context.reference

        return Done(reference=await self._saved(attempt))

    async def interactions(self, request: Request) -> Done:
        """RetrieveInteractionHistory, RetrieveAgentHistory: emails of all customers come as a notification."""
        parameters = read_parameters(interaction_history.PARAMETERS[request.operation], request.raw)
        center = self._records.center
        of_user = interaction_history.whose(parameters, center)
        span = self._period(parameters)
        emails = await written(self._store, parameters, request.agent, of_user, span, center)

        async def attempt() -> tuple[Change, int]:
            context = await self._context(request)
            return contact_history.told(context, parameters, emails, of_user=of_user), context.reference

        return Done(reference=await self._saved(attempt))

    async def change(self, contact_id: str, raw: Mapping[str, Any], agent: str) -> Contact:
        """What is given replaces what there was; the contact as it is then."""
        given = change_contact.given_fields(raw, contact_id)

        async def attempt() -> tuple[Change | None, str]:
            contact = await surviving(self._records.fresh, contact_id)
            if contact is None:
                raise Refused(NOT_FOUND, "There is no such contact.")
            found = await self._records.fresh(change_contact.reads(contact, given))
            return change_contact.decide(contact, given, found, agent, self._clock.now()), contact.id

        return await self.one(await self._saved(attempt))

    async def merge(self, survivor: str, other: str, agent: str) -> Contact:
        """`other` becomes a part of `survivor`."""
        return await self._join(merge_contacts.merge, survivor, other, agent)

    async def unmerge(self, survivor: str, other: str, agent: str) -> Contact:
        """`other` is itself again."""
        return await self._join(merge_contacts.unmerge, survivor, other, agent)

    async def _join(self, decide: Decide, survivor: str, other: str, agent: str) -> Contact:
        async def attempt() -> tuple[Change, str]:
            found = await self._records.fresh((contact_key(survivor), contact_key(other)))
            one, two = found.get(contact_key(survivor)), found.get(contact_key(other))
            if not isinstance(one, Contact) or not isinstance(two, Contact):
                raise Refused(NOT_FOUND, "There is no such contact.")
            addresses = await self._records.fresh(merge_contacts.reads(one, two))
            return decide(one, two, addresses, agent, self._clock.now()), survivor

        return await self.one(await self._saved(attempt))

    def _period(self, parameters: Parameters) -> tuple[int, int]:
        zone = self._records.center.options.time_zone
        begin, end = parameters["fromDate"], parameters["toDate"]
        return period(begin, end, self._clock.now(), zone, contact_history.DAYS_USUAL)

    async def _saved(self, attempt: Callable[[], Awaitable[tuple[Change | None, Any]]]) -> Any:
        for _ in range(ATTEMPTS_MAX):
            change, outcome = await attempt()
            if change is None:
                return outcome
            try:
                await self._store.save(change)
            except Conflict:
                continue
            return outcome
        raise Refused(WRONG_STATE, "Other requests about the same contacts were faster; try again.")

    async def _context(self, request: Request) -> Context:
        key = login_key(request.agent)
        login = (await self._records.fresh((key,))).get(key)
        return Context(
            now=self._clock.now(),
            request=request,
            center=self._records.center,
            login=login if isinstance(login, Login) else None,
            new_id=self._store.new_id,
            date_of=civil_date,
        )

    async def _identified(self, parameters: Parameters) -> Contact | None:
        """The one with this address, else the first of those who fit."""
        patterns = identify_contact.looked_for(parameters)
        if EMAIL in patterns:
            return await self._of_address(parameters["emailAddress"])
        found, _ = await self._store.contacts(ContactQuery(patterns=patterns, sort="id", limit=1))
        return found[0] if found else None

    async def _of_address(self, address: str) -> Contact | None:
        key = address_key(address)
        known = (await self._records.fresh((key,))).get(key)
        return await surviving(self._records.fresh, known.contact) if isinstance(known, Address) else None
