"""Customers: identified, looked for, read, changed, merged (contract 11.7)."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from proffer.api.body import json_object, operation_id, operation_name, reference_id
from proffer.api.call import Answer, json_answer
from proffer.api.edge import Asked, Edge
from proffer.api.listing import Kind, chosen, single
from proffer.api.query import Query, read_order, read_page
from proffer.api.resources.email_operations import linked
from proffer.engine.ports import ContactQuery
from proffer.interaction.contact_search import EMAIL, FIRST_NAME, LAST_NAME, PHONE, pattern_of
from proffer.interaction.pattern import Pattern
from proffer.operations.contact_history import NAME as HISTORY
from proffer.operations.frame import Request
from proffer.operations.interaction_history import PARAMETERS as HISTORIES
from proffer.operations.listed import CONTACT_OPERATIONS
from proffer.operations.parameters import Parameter, read_parameters, string
from proffer.operations.refused import OUT_OF_RANGE, Refused
from proffer.wire.contact import contact_json

CONTACT = Kind("contact", "contacts", scalars=frozenset(("firstName", "lastName")))  # to look for and to sort by
SEARCHED = {"emailAddress": EMAIL, "lastName": LAST_NAME, "firstName": FIRST_NAME, "phoneNumber": PHONE}
SORTED_BY = {"lastName": "last_name", "firstName": "first_name"}
LIMIT = 100  # entries, unless asked for more
MERGE, UNMERGE = "Merge", "Unmerge"
PARAMETERS = (Parameter(name="contactId", read=string(64), required=True, may_be_empty=False, text="The other one."),)


async def post_to_ucs_contacts(edge: Edge, asked: Asked) -> Answer:
    """IdentifyUCSContact; its result follows on /v2/me/ucs."""
    request = await _request(asked, CONTACT_OPERATIONS)
    done = await edge.contacts.identify(request)
    return linked(done.reference, request.operation_id)


async def post_to_contact_interactions(edge: Edge, asked: Asked) -> Answer:
    """RetrieveContactHistory; its result follows on /v2/me/ucs."""
    request = await _request(asked, (HISTORY,))
    done = await edge.contacts.history(asked.names[0], request)
    return linked(done.reference, request.operation_id)


async def post_to_interactions(edge: Edge, asked: Asked) -> Answer:
    """RetrieveInteractionHistory, RetrieveAgentHistory; the result follows on /v2/me/ucs."""
    request = await _request(asked, HISTORIES)
    done = await edge.contacts.interactions(request)
    return linked(done.reference, request.operation_id)


async def _request(asked: Asked, names: Container[str]) -> Request:
    """What is asked for, by one of these names."""
    raw = await json_object(asked.call, asked.caller)
    name = operation_name(raw)
    if name not in names:
        raise Refused(OUT_OF_RANGE, f"There is no operation {name!r} here.")
    user_id = asked.caller.user.id
    return Request(
        operation=name,
        raw=raw,
        agent=user_id,
        actor=user_id,
        reference=reference_id(raw),
        operation_id=operation_id(raw),
    )


async def get_ucs_contacts(edge: Edge, asked: Asked) -> Answer:
    """Those that fit, always paged."""
    query = asked.query
    page = read_page(query, limit=LIMIT)
    assert page.limit is not None, "it is always paged"
    wanted = ContactQuery(
        patterns=_patterns(query),
        sort=_sort(query),
        descending=read_order(query),
        offset=page.offset,
        limit=page.limit,
    )
    found, number = await edge.contacts.find(wanted)
    entries = [contact_json(contact, edge.uris) for contact in found]
    answer: dict[str, Any] = {"uris": [entry["uri"] for entry in entries]}
    if query.fields is not None or query.subresources:
        fields = None if query.subresources else query.fields
        answer = {CONTACT.plural: [chosen(entry, fields) for entry in entries]}
    return json_answer(answer | {"totalCount": number})


async def get_ucs_contact(edge: Edge, asked: Asked) -> Answer:
    """One of them; asked for one that was merged, the one it has become."""
    contact = await edge.contacts.one(asked.names[0])
    return json_answer(single(CONTACT, contact_json(contact, edge.uris), asked.query))


async def put_ucs_contact(edge: Edge, asked: Asked) -> Answer:
    """What is given replaces what there was."""
    raw = await json_object(asked.call, asked.caller)
    contact = await edge.contacts.change(asked.names[0], raw, asked.caller.user.id)
    return json_answer({CONTACT.singular: contact_json(contact, edge.uris)})


async def post_to_own_contact(edge: Edge, asked: Asked) -> Answer:
    """Merge another contact into this one, or undo that."""
    raw = await json_object(asked.call, asked.caller)
    name = operation_name(raw)
    if name not in (MERGE, UNMERGE):
        raise Refused(OUT_OF_RANGE, f"There is no operation {name!r} here.")
    other = read_parameters(PARAMETERS, raw)["contactId"]
    join = edge.contacts.merge if name == MERGE else edge.contacts.unmerge
    contact = await join(asked.names[0], other, asked.caller.user.id)
    return json_answer({CONTACT.singular: contact_json(contact, edge.uris)})


def _patterns(query: Query) -> dict[str, Pattern]:
    """What is looked for; an index must find it, so a pattern does not both begin and end with a wildcard."""
    found = {}
    for name, field in SEARCHED.items():
        text = query.values.get(name, "")
        if not text.strip():
            continue
        pattern = found[field] = pattern_of(field, text)
        if not (pattern.start or pattern.end or pattern.fits_anything):
            raise Refused(OUT_OF_RANGE, f"Parameter {name} must begin or end with something else than a wildcard.")
    return found


def _sort(query: Query) -> str:
    by = query.values.get("sortBy", "lastName")
    if by not in SORTED_BY:
        raise Refused(OUT_OF_RANGE, "A contact cannot be sorted by this field.")
    return SORTED_BY[by]
