"""Emails to read: those in the caller's hands, and single ones as he may see them (contract 2.9, 7, 10.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from proffer.api.call import Answer, json_answer
from proffer.api.edge import Asked, Edge
from proffer.api.listing import Kind, Listed, collection, single
from proffer.api.ports import Shown
from proffer.api.query import Query
from proffer.api.status import not_found
from proffer.wire.email import email_json

EMAIL = Kind(
    "email",
    "emails",
    scalars=frozenset(
        (
            "id",
            "state",
            "uri",
            "path",
            "emailType",
            "from",
            "subject",
            "contactId",
            "receivedDate",
            "interactionQueue",
            "assignedTo",
            "mime",
            "comment",
            "parentId",
        )
    ),
    lists=frozenset(("capabilities", "to", "cc", "bcc")),
)
HEADING_FIELDS = (EMAIL.scalars | EMAIL.lists) - {"mime"}  # what can be told without the content

_ID = re.compile(r"[0-9A-Za-z]{1,64}")


async def get_my_emails(edge: Edge, asked: Asked) -> Answer:
    """Everything in the caller's hands, oldest first."""
    query = asked.query
    shown = await edge.views.in_hand(asked.caller.user.id, with_content=_needs_content(query))
    entries = [Listed(edge.uris.my_email(one.email.id), shown_json(edge, one)) for one in shown]
    return json_answer(collection(EMAIL, entries, query))


async def get_my_email(edge: Edge, asked: Asked) -> Answer:
    """One email in the caller's hands."""
    return await _one(edge, asked, under_me=True)


async def get_email(edge: Edge, asked: Asked) -> Answer:
    """One email that the caller holds, or may see for his role, or that is finished."""
    return await _one(edge, asked, under_me=False)


async def shown_email(edge: Edge, asked: Asked, *, under_me: bool = False) -> Shown:
    """The email of the path as the caller may see it; what cannot be an id is not looked for."""
    email_id = asked.names[0]
    if _ID.fullmatch(email_id) is None:
        raise not_found("email")
    return await edge.views.one(email_id, asked.caller.user, under_me=under_me)


def shown_json(edge: Edge, shown: Shown) -> Mapping[str, Any]:
    """The `email` object."""
    return email_json(shown.email, shown.view, shown.content, edge.center, edge.uris)


async def emails_json(edge: Edge, agent: str) -> Sequence[Mapping[str, Any]]:
    """All of them, as a child collection of /me."""
    return [shown_json(edge, one) for one in await edge.views.in_hand(agent, with_content=True)]


async def _one(edge: Edge, asked: Asked, *, under_me: bool) -> Answer:
    shown = await shown_email(edge, asked, under_me=under_me)
    return json_answer(single(EMAIL, shown_json(edge, shown), asked.query))


def _needs_content(query: Query) -> bool:
    """Bodies and attachments are loaded only for who reads them."""
    if query.subresources or "mime" in query.values or query.values.get("sortBy") == "mime":
        return True
    return query.fields is not None and not query.fields <= HEADING_FIELDS
