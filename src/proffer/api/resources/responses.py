"""Standard responses: to list, to read, to render for an email; their categories; how often they were used (11.2)."""

from __future__ import annotations

from collections.abc import Callable

from proffer.api.body import json_object, operation_name
from proffer.api.call import Answer, json_answer
from proffer.api.edge import Asked, Edge
from proffer.api.listing import Kind, Listed, collection, single
from proffer.center.standard_response import ResponseCategory
from proffer.center.user import INSIGHT
from proffer.operations.parameters import Parameter, read_parameters, string
from proffer.operations.refused import NO_PERMISSION, OUT_OF_RANGE, Refused
from proffer.wire.response import category_json, response_json, usage_json

RENDER = "Render"
RENDER_PARAMETERS = (
    Parameter(name="emailId", read=string(64), required=True, may_be_empty=False, text="The email it is for."),
)
CATEGORIES_PARAMETERS = (Parameter(name="language", read=string(255), text="Only the categories in this language."),)
RESPONSE = Kind(
    "responseTemplate",
    "responseTemplates",
    scalars=frozenset(
        ("id", "name", "description", "language", "subject", "approved", "groupUri", "uri", "path", "modifiedTime")
    ),
)
EVENT = "EventGetRootCategories"


async def get_responses(edge: Edge, asked: Asked) -> Answer:
    """Those that can be used now; roles with insight see them all."""
    now, all_of_them = edge.clock(), asked.caller.has_insight
    found = (one for one in edge.center.responses if all_of_them or one.is_usable(now))
    shown = (response_json(one, edge.center, edge.uris) for one in found)
    return json_answer(collection(RESPONSE, [Listed(one["uri"], one) for one in shown], asked.query))


async def get_response(edge: Edge, asked: Asked) -> Answer:
    """One of them."""
    found = edge.responses.usable(asked.names[0], all_of_them=asked.caller.has_insight)
    return json_answer(single(RESPONSE, response_json(found, edge.center, edge.uris), asked.query))


async def post_to_response(edge: Edge, asked: Asked) -> Answer:
    """Render: its field codes replaced, answered at once."""
    raw = await json_object(asked.call, asked.caller)
    name = operation_name(raw)
    if name != RENDER:
        raise Refused(OUT_OF_RANGE, f"There is no operation {name!r} here.")
    email = read_parameters(RENDER_PARAMETERS, raw)["emailId"]
    found = await edge.responses.rendered(asked.names[0], email, asked.caller.user)
    return json_answer({"subject": found.subject, "body": found.body, "bodyAsPlainText": found.text})


async def post_root_categories(edge: Edge, asked: Asked) -> Answer:
    """Every category at the root."""
    return await _categories(edge, asked, lambda category: True)


async def post_approved_root_categories(edge: Edge, asked: Asked) -> Answer:
    """The approved ones among them."""
    return await _categories(edge, asked, lambda category: category.approved)


async def get_response_usage(edge: Edge, asked: Asked) -> Answer:
    """Ours: how often each response was used. Roles supervisor and admin."""
    if INSIGHT.isdisjoint(asked.caller.user.roles):
        raise Refused(NO_PERMISSION, "Only supervisors and administrators can read this.")
    used = await edge.responses.usage(edge.center.responses)
    shown = [usage_json(one, edge.center.response_by_id.get(one.id)) for one in used]
    return json_answer({"usage": sorted(shown, key=lambda one: str(one.get("name", "")))})


async def _categories(edge: Edge, asked: Asked, wanted: Callable[[ResponseCategory], bool]) -> Answer:
    raw = await json_object(asked.call, asked.caller)
    language = read_parameters(CATEGORIES_PARAMETERS, raw)["language"]
    found = [
        category_json(category, edge.center.options.time_zone)
        for category in edge.center.response_categories
        if category.parent is None and wanted(category) and language in (None, "", category.language)
    ]
    return json_answer({"response": EVENT, "data": {"categories": found}})
