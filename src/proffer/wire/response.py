"""A standard response and its category as the contract writes them (11.2)."""

from __future__ import annotations

from typing import Any

from proffer.center.center import Center
from proffer.center.standard_response import ResponseCategory, StandardResponse
from proffer.interaction.response_usage import ResponseUsage
from proffer.wire.timestamp import iso_time, minute_time
from proffer.wire.uri import Uris

RESPONSE_GROUP = "responseTemplates"
CATEGORY_TYPE = 2


def response_json(response: StandardResponse, center: Center, uris: Uris) -> dict[str, Any]:
    """What is empty or not set is left out."""
    category = center.response_category_by_name.get(response.category)
    zone = center.options.time_zone
    path = f"/response-templates/{response.id}"
    found = {
        "id": response.id,
        "name": response.name,
        "description": response.description,
        "language": response.language,
        "subject": response.subject,
        "body": response.body,
        "approved": response.approved,
        "modifiedTime": minute_time(response.modified_at, zone),
        "startTime": None if response.starts_at is None else minute_time(response.starts_at, zone),
        "expirationTime": None if response.expires_at is None else minute_time(response.expires_at, zone),
        "groupUri": None if category is None else uris.at(f"/groups/{category.id}"),
        "uri": uris.at(path),
        "path": path,
    }
    return {name: value for name, value in found.items() if value not in (None, "")}


def category_json(category: ResponseCategory, time_zone: str) -> dict[str, Any]:
    """A category of the tree, as the contact server's answers have it."""
    return {
        "categoryId": category.id,
        "name": category.name,
        "description": category.description,
        "language": category.language,
        "modifiedDate": minute_time(category.modified_at, time_zone),
        "status": "Approved" if category.approved else "NotApproved",
        "type": CATEGORY_TYPE,
    }


def category_group_json(category: ResponseCategory, uris: Uris) -> dict[str, Any]:
    """A category as the group that `groupUri` names."""
    path = f"/groups/{category.id}"
    found = {"id": category.id, "name": category.name, "type": RESPONSE_GROUP, "contains": RESPONSE_GROUP}
    return found | {"uri": uris.at(path), "path": path}


def usage_json(usage: ResponseUsage, response: StandardResponse | None) -> dict[str, Any]:
    """Ours: how often a response was used, by usageType."""
    found: dict[str, Any] = {"id": usage.id}
    if response is not None:
        found["name"] = response.name
    return found | {"counts": dict(sorted(usage.counts.items())), "lastUsedTime": iso_time(usage.last_used_at)}
