"""A group as the contract writes it (11.5): an agent group, or the group of dispositions."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from proffer.center.agent_state import Disposition
from proffer.center.center import Center
from proffer.center.user import AgentGroup
from proffer.wire.uri import Uris

BUSINESS_UNIT, DISPOSITIONS = "BusinessUnit", "dispositions"


def agent_group_json(group: AgentGroup, uris: Uris) -> dict[str, Any]:
    """A group of agents."""
    return _group(group.id, group.name, BUSINESS_UNIT, "users", uris)


def dispositions_group_json(center: Center, uris: Uris) -> dict[str, Any]:
    """The one group that all dispositions are in."""
    found = _group(dispositions_group_id(center), "Dispositions", DISPOSITIONS, DISPOSITIONS, uris)
    found["defaultGroup"] = True
    return found


def dispositions_group_id(center: Center) -> str:
    """Always the same for one contact centre."""
    try:
        namespace = UUID(center.contact_center_id)
    except ValueError:
        namespace = NAMESPACE_OID
    return f"1-{uuid5(namespace, DISPOSITIONS)}"


def disposition_json(disposition: Disposition) -> dict[str, Any]:
    """A business outcome; what SetDisposition takes is `name`."""
    return {"id": disposition.id, "name": disposition.name, "displayName": disposition.display_name}


def _group(group_id: str, name: str, kind: str, contains: str, uris: Uris) -> dict[str, Any]:
    path = f"/groups/{group_id}"
    return {"id": group_id, "name": name, "type": kind, "contains": contains, "uri": uris.at(path), "path": path}
