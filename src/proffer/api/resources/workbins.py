"""An agent's workbins: read them, put emails there, take them back (contract 11.3, 10.23)."""

from __future__ import annotations

from typing import Any

from proffer.api.body import json_object, operation_id, operation_name, reference_id
from proffer.api.call import Answer, json_answer
from proffer.api.edge import Asked, Edge
from proffer.api.listing import Kind, Listed, collection, single
from proffer.api.resources.email_operations import linked
from proffer.api.status import not_found
from proffer.interaction.email import Email, email_key
from proffer.interaction.workbin import Workbin, shelved_view, workbin_key, workbins_of
from proffer.operations.frame import Request
from proffer.operations.parameters import read_parameters
from proffer.operations.workbin import EMAIL_ID
from proffer.wire.email import email_json
from proffer.wire.workbin import workbin_json

WORKBIN = Kind("workbin", "workbins", scalars=frozenset(("id", "workbinName", "displayName", "type", "uri")))
ALIASES = {"AddInteraction": "AddEmail", "PullInteraction": "PullEmail"}


async def get_workbins(edge: Edge, asked: Asked) -> Answer:
    """The caller's; `?workbinIds=` names some of them."""
    wanted = asked.query.values.get("workbinIds")
    names = None if wanted is None else set(wanted.split(","))
    found = [one for one in await _own(edge, asked) if names is None or one.id in names]
    entries = [Listed(edge.uris.at(f"/workbins/{one.id}"), await _with_emails(edge, asked, one)) for one in found]
    return json_answer(collection(WORKBIN, entries, asked.query))


async def get_workbin(edge: Edge, asked: Asked) -> Answer:
    """One of them."""
    for one in await _own(edge, asked):
        if one.id == asked.names[0]:
            return json_answer(single(WORKBIN, await _with_emails(edge, asked, one), asked.query))
    raise not_found("workbin")


async def post_to_workbin(edge: Edge, asked: Asked) -> Answer:
    """AddEmail or PullEmail, under either name."""
    raw = await json_object(asked.call, asked.caller)
    name = operation_name(raw)
    email_id = read_parameters((EMAIL_ID,), raw)["id"]
    user_id = asked.caller.user.id
    request = Request(
        operation=ALIASES.get(name, name),
        raw=raw,
        agent=user_id,
        actor=user_id,
        email=email_id if email_id.isalnum() else "",
        workbin=asked.names[0],
        reference=reference_id(raw),
        operation_id=operation_id(raw),
    )
    done = await edge.performer.on_workbin(request, insight=asked.caller.has_insight)
    return linked(done.reference, request.operation_id)


async def _own(edge: Edge, asked: Asked) -> list[Workbin]:
    made = workbins_of(edge.center.contact_center_id, asked.caller.user.id)
    stored = await edge.records.load([one.key for one in made])
    found = [stored.get(workbin_key(one.id), one) for one in made]
    return [one for one in found if isinstance(one, Workbin)]


async def _with_emails(edge: Edge, asked: Asked, workbin: Workbin) -> dict[str, Any]:
    """With `subresources=emails` the emails in it, in the state they would have in hand."""
    found = workbin_json(workbin, edge.uris)
    if asked.query.wants("emails"):
        stored = await edge.records.load([email_key(one) for one in workbin.items])
        emails = [record for record in stored.values() if isinstance(record, Email)]
        found["emails"] = [email_json(one, shelved_view(one), None, edge.center, edge.uris) for one in emails]
    return found
