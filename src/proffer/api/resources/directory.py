"""The directory: whom an email can be given to (contract 11.6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from proffer.agents.login import Login, login_key
from proffer.api.call import Answer, json_answer
from proffer.api.edge import Asked, Edge
from proffer.api.listing import Kind, Listed, collection, single
from proffer.api.query import Query
from proffer.api.status import not_found
from proffer.center.user import User
from proffer.operations.refused import OUT_OF_RANGE, Refused
from proffer.record import replace
from proffer.wire.directory import CUSTOM, QUEUE, USER, colleague_json, queue_entry_json

CONTACT = Kind(
    "contact",
    "contacts",
    scalars=frozenset(
        ("id", "name", "type", "userName", "firstName", "lastName", "employeeId", "emailAddress", "uri", "path")
    ),
    lists=frozenset(("businessUnits", "roles")),
)
LIMIT = 100  # entries, unless asked for more
MATCHES = "NamesOrPhoneNumberMatches"
MATCHED = ("name", "userName", "firstName", "lastName")  # email users have no phone numbers
PATTERNS_MAX = 20
TYPES = frozenset((USER, QUEUE, CUSTOM))

Contact = Mapping[str, Any]


async def get_contacts(edge: Edge, asked: Asked) -> Answer:
    """Colleagues first, then queues; always paged."""
    query = asked.query
    patterns = _patterns(query)
    found = await _contacts(edge, _type(query), edge.center.users)
    if names := query.values.get("name"):
        wanted = frozenset(names.split(","))
        found = [contact for contact in found if contact["name"] in wanted]
    if query.values.get("channel", "email") != "email":
        found = []
    found = [contact for contact in found if all(_fits(contact, pattern) for pattern in patterns)]
    own = {name: value for name, value in query.values.items() if name not in ("name", "type")}
    entries = [Listed(contact["uri"], contact) for contact in found]
    return json_answer(collection(CONTACT, entries, replace(query, values=own), limit=LIMIT))


async def get_contact(edge: Edge, asked: Asked) -> Answer:
    """One of them; `type` says which kind of id it is."""
    user = edge.center.user_by_id.get(asked.names[0])
    for contact in await _contacts(edge, _type(asked.query), () if user is None else (user,)):
        if contact["id"] == asked.names[0]:
            return json_answer(single(CONTACT, contact, asked.query))
    raise not_found("contact")


async def _contacts(edge: Edge, kind: str | None, users: Iterable[User]) -> list[Contact]:
    found: list[Contact] = []
    center, uris = edge.center, edge.uris
    if kind in (None, USER):
        chosen = tuple(users)
        logins = await edge.records.load([login_key(user.id) for user in chosen])
        for user in chosen:
            login = logins.get(login_key(user.id))
            found.append(colleague_json(user, login if isinstance(login, Login) else None, center, uris))
    if kind in (None, QUEUE):
        found += [queue_entry_json(queue, uris) for queue in center.queues if not queue.internal]
    return found


def _type(query: Query) -> str | None:
    kind = query.values.get("type")
    if kind is not None and kind not in TYPES:
        raise Refused(OUT_OF_RANGE, "Parameter type must be User, Queue or Custom.")
    return kind


def _patterns(query: Query) -> list[list[str]]:
    """The arguments of the named filter, each cut at its wildcards."""
    name = query.values.get("filterName")
    if name is None:
        return []
    if name != MATCHES:
        raise Refused(OUT_OF_RANGE, "There is no filter of this name.")
    words = [word.strip() for word in query.values.get("filterParameters", "").split(",") if word.strip()]
    if len(words) > PATTERNS_MAX:
        raise Refused(OUT_OF_RANGE, f"A filter takes {PATTERNS_MAX} parameters at most.")
    return [word.casefold().split("*") for word in words]


def _fits(contact: Contact, pattern: list[str]) -> bool:
    return any(fits(str(contact.get(name, "")).casefold(), pattern) for name in MATCHED)


def fits(text: str, pattern: list[str]) -> bool:
    """Does the text consist of these pieces in order, with anything between them?"""
    first, *rest = pattern
    if not rest:
        return text == first
    last = rest.pop()
    if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return False
    position, end = len(first), len(text) - len(last)
    for piece in rest:
        position = text.find(piece, position, end)
        if position < 0:
            return False
        position += len(piece)
    return True
