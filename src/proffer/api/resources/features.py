"""Which parts of the interface are on (contract 3.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proffer.api.call import Answer, json_answer
from proffer.api.edge import Asked, Edge
from proffer.api.listing import Kind, Listed, collection, single
from proffer.api.status import not_found
from proffer.center.user import ADMIN, APIUSER
from proffer.operations.refused import NO_PERMISSION, Refused
from proffer.wire.feature import FEATURES, feature_json

FEATURE = Kind(
    "feature",
    "features",
    scalars=frozenset(("id", "displayName", "description", "autoAssignOnContactCenterCreate", "uri", "path")),
)


def features_json(edge: Edge) -> list[Mapping[str, Any]]:
    """Those that are on."""
    options = edge.center.options
    return [feature_json(feature, edge.uris) for feature in FEATURES if feature.is_on(options)]


async def get_features(edge: Edge, asked: Asked) -> Answer:
    """Those that are on."""
    return _listed(features_json(edge), asked)


async def get_system_features(edge: Edge, asked: Asked) -> Answer:
    """All there are, for administrators."""
    if not {ADMIN, APIUSER}.intersection(asked.caller.user.roles):
        raise Refused(NO_PERMISSION, "Only an administrator can do this.")
    return _listed([feature_json(feature, edge.uris) for feature in FEATURES], asked)


async def get_feature(edge: Edge, asked: Asked) -> Answer:
    """One that is on."""
    for found in features_json(edge):
        if found["id"] == asked.names[0]:
            return json_answer(single(FEATURE, found, asked.query))
    raise not_found("feature")


def _listed(found: list[Mapping[str, Any]], asked: Asked) -> Answer:
    return json_answer(collection(FEATURE, [Listed(one["uri"], one) for one in found], asked.query))
