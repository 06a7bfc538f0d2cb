"""IdentifyUCSContact: who is this customer? Perhaps he is written down by it (contract 11.7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proffer.agents.notices import CONTACT_NOT_FOUND, ContactNotice
from proffer.interaction.contact import Address, Contact
from proffer.interaction.contact_events import ContactCreated, ContactIdentified
from proffer.interaction.contact_search import EMAIL, LAST_NAME, PHONE, dialled, folded
from proffer.interaction.pattern import Pattern
from proffer.operations.contact_fields import NAME_CHARACTERS_MAX, attributes, email_address, phone_number
from proffer.operations.frame import Context, Operation, Parameters
from proffer.operations.parameters import Parameter, boolean, string
from proffer.operations.refused import MISSING, WRONG_STATE, Refused
from proffer.record import Change, Event, Write

PARAMETERS = (
    Parameter(name="emailAddress", read=email_address, may_be_empty=False, text="Looked for; it decides alone."),
    Parameter(
        name="lastName",
        read=string(NAME_CHARACTERS_MAX),
        may_be_empty=False,
        text="Looked for.",
    ),
    Parameter(name="phoneNumber", read=phone_number, may_be_empty=False, text="Looked for, by its digits."),
    Parameter(name="mediaType", read=string(64), default="email", text="Has no effect."),
    Parameter(name="createContactEnabled", read=boolean, default=False, text="Whether to create one."),
    Parameter(name="userData", read=attributes, default={}, text="Attributes of a new contact."),
)
FIELDS = {"emailAddress": EMAIL, "lastName": LAST_NAME, "phoneNumber": PHONE}


def looked_for(parameters: Parameters) -> Mapping[str, Pattern]:
    """By which fields, for a search. An address belongs to one contact only, so it decides alone."""
    given = {name: parameters[name] for name in FIELDS if parameters[name] is not None}
    if not given:
        raise Refused(MISSING, "One of emailAddress, lastName and phoneNumber is required.")
    if "emailAddress" in given:
        given = {"emailAddress": given["emailAddress"]}
    return {FIELDS[name]: Pattern((_compared(name, text),)) for name, text in given.items()}


def decide(context: Context, parameters: Parameters) -> Change:
    """The agent is told whom it was, the contact among `found`; one who is not known may be created."""
    if context.login is None or not context.login.open:
        raise Refused(WRONG_STATE, "There is no open contact-centre session.")
    found = next((record for record in context.found.values() if isinstance(record, Contact)), None)
    agent, writes, events = context.request.agent, list[Write](), list[Event]()
    if found is None and parameters["createContactEnabled"]:
        found, writes = _created(context, parameters)
        events.append(ContactCreated(at=context.now, agent=agent, contact=found.id))
    contact = None if found is None else found.id
    events.append(ContactIdentified(at=context.now, agent=agent, contact=contact))
    notice = ContactNotice(
        to=(agent,),
        contact=contact,
        error=CONTACT_NOT_FOUND if contact is None else None,
        reference=context.reference,
        operation_id=context.request.operation_id,
    )
    return Change(writes=(*writes, context.login_write()), events=tuple(events), notices=(notice,))


def _created(context: Context, parameters: Parameters) -> tuple[Contact, list[Write]]:
    address, phone = parameters["emailAddress"], parameters["phoneNumber"]
    contact = Contact(
        id=context.new_id(),
        last_name=parameters["lastName"] or "",
        email_addresses=() if address is None else (address,),
        phone_numbers=() if phone is None else (phone,),
        attributes=parameters["userData"],
        created_at=context.now,
    )
    writes = [Write(None, contact)]
    if address is not None:
        writes.append(Write(None, Address(address=address, contact=contact.id)))
    return contact, writes


def _compared(name: str, text: Any) -> str:
    return dialled(text) if name == "phoneNumber" else folded(text)


IDENTIFY_UCS_CONTACT = Operation(name="IdentifyUCSContact", parameters=PARAMETERS, decide=decide)
