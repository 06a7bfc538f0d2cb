"""Workbins of an agent and of his groups: read them, put emails there, take them back (contract 11.3, 10.23)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from proffer.api.body import json_object, operation_id, operation_name, reference_id
from proffer.api.call import Answer, json_answer
from proffer.api.edge import Asked, Edge
from proffer.api.listing import Kind, Listed, collection, single
from proffer.api.resources.email_operations import linked
from proffer.api.status import not_found
from proffer.center.user import SUPERVISOR
from proffer.interaction.email import Email, email_key
from proffer.interaction.workbin import Workbin, shelved_view, workbin_key, workbins_of, workbins_of_group
from proffer.operations.frame import Request
from proffer.operations.parameters import read_parameters
from proffer.operations.refused import NO_PERMISSION, OUT_OF_RANGE, Refused
from proffer.operations.workbin import EMAIL_ID, within_reach
from proffer.wire.email import email_json
from proffer.wire.workbin import workbin_json

WORKBIN = Kind("workbin", "workbins", scalars=frozenset(("id", "workbinName", "displayName", "type", "uri")))
PULL_EMAIL = "PullEmail"
ALIASES = {"AddInteraction": "AddEmail", "PullInteraction": "PullEmail"}


async def get_workbins(edge: Edge, asked: Asked) -> Answer:
    """The caller's, or with `agentGroup` those of a group; `workbinIds` names some of them."""
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


async def pull_from_users_workbin(edge: Edge, asked: Asked) -> Answer:
    """A supervisor takes an email out of another agent's workbin into his own hands."""
    user_id, workbin = asked.names
    if SUPERVISOR not in asked.caller.user.roles:
        raise Refused(NO_PERMISSION, "Only a supervisor can do this.")
    if user_id not in edge.center.user_by_id:
        raise not_found("user")
    return await _post(edge, asked, workbin, of_user=user_id)


async def post_to_workbin(edge: Edge, asked: Asked) -> Answer:
    """AddEmail or PullEmail, under either name."""
    return await _post(edge, asked, asked.names[0])


async def _post(edge: Edge, asked: Asked, workbin: str, of_user: str | None = None) -> Answer:
    raw = await json_object(asked.call, asked.caller)
    name = operation_name(raw)
    if of_user is not None and ALIASES.get(name, name) != PULL_EMAIL:
        raise Refused(OUT_OF_RANGE, f"A supervisor has no operation {name!r} here.")
    email_id = read_parameters((EMAIL_ID,), raw)["id"]
    user_id = asked.caller.user.id
    request = Request(
        operation=ALIASES.get(name, name),
        raw=raw,
        agent=user_id,
        actor=user_id,
        email=email_id if email_id.isalnum() else "",
        workbin=workbin,
        workbin_of=of_user,
        reference=reference_id(raw),
        operation_id=operation_id(raw),
    )
    done = await edge.performer.on_workbin(request, insight=asked.caller.has_insight)
    return linked(done.reference, request.operation_id)


async def _own(edge: Edge, asked: Asked) -> list[Workbin]:
    made = _made(edge, asked)
    stored = await edge.records.load([one.key for one in made])
    found = [stored.get(workbin_key(one.id), one) for one in made]
    return [one for one in found if isinstance(one, Workbin)]


def _made(edge: Edge, asked: Asked) -> Sequence[Workbin]:
    """As they are while nothing was ever put there. One by its id may be the caller's or a group's of his."""
    user, name = asked.caller.user, asked.query.values.get("agentGroup")
    if name is None:
        own = workbins_of(edge.center.contact_center_id, user.id)
        return within_reach(user.id, edge.center) if asked.names else own
    group = edge.center.group_by_name.get(name)
    if group is None:
        raise not_found("group")
    if name not in user.groups and not asked.caller.has_insight:
        raise Refused(NO_PERMISSION, "You are not in this group.")
    return workbins_of_group(edge.center.contact_center_id, group)


async def _with_emails(edge: Edge, asked: Asked, workbin: Workbin) -> dict[str, Any]:
    """With `subresources=emails` the emails in it, in the state they would have in hand."""
    found = workbin_json(workbin, edge.uris)
    if asked.query.wants("emails"):
        stored = await edge.records.load([email_key(one) for one in workbin.items])
        emails = [record for record in stored.values() if isinstance(record, Email)]
        found["emails"] = [email_json(one, shelved_view(one), None, edge.center, edge.uris) for one in emails]
    return found
