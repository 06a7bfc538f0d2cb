"""Groups to read: of agents, the caller's, of dispositions, and the categories of responses (contract 11.2, 11.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from proffer.api.call import Answer, json_answer
from proffer.api.edge import Asked, Edge
from proffer.api.listing import Kind, Listed, collection, single
from proffer.api.status import not_found
from proffer.wire.group import agent_group_json, disposition_json, dispositions_group_json
from proffer.wire.response import category_group_json

GROUP = Kind("group", "groups", scalars=frozenset(("id", "name", "type", "contains", "defaultGroup", "uri", "path")))


async def get_groups(edge: Edge, asked: Asked) -> Answer:
    """All of them; `type` chooses."""
    return _listed(edge, _groups(edge), asked)


async def get_my_groups(edge: Edge, asked: Asked) -> Answer:
    """The agent groups the caller is in."""
    mine = asked.caller.user.groups
    found = (agent_group_json(group, edge.uris) for group in edge.center.groups if group.name in mine)
    return _listed(edge, found, asked)


async def get_group(edge: Edge, asked: Asked) -> Answer:
    """One group."""
    for group in _groups(edge):
        if group["id"] == asked.names[0]:
            return json_answer(single(GROUP, group, asked.query, _children(edge, group, asked)))
    raise not_found("group")


def _groups(edge: Edge) -> list[Mapping[str, Any]]:
    agent_groups = [agent_group_json(group, edge.uris) for group in edge.center.groups]
    categories = [category_group_json(category, edge.uris) for category in edge.center.response_categories]
    return [*agent_groups, dispositions_group_json(edge.center, edge.uris), *categories]


def _children(edge: Edge, group: Mapping[str, Any], asked: Asked) -> Mapping[str, Any]:
    """`subresources=dispositions` of the group that has them."""
    if "defaultGroup" not in group or not asked.query.wants("dispositions"):
        return {}
    return {"dispositions": [disposition_json(disposition) for disposition in edge.center.dispositions]}


def _listed(edge: Edge, found: Iterable[Mapping[str, Any]], asked: Asked) -> Answer:
    entries = [Listed(group["uri"], {**group, **_children(edge, group, asked)}) for group in found]
    return json_answer(collection(GROUP, entries, asked.query))
