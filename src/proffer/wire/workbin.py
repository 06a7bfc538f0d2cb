"""A workbin as the contract writes it (11.3)."""

from __future__ import annotations

from typing import Any

from proffer.interaction.workbin import GROUP_NAMES, NAMES, Workbin
from proffer.wire.uri import Uris


def workbin_json(workbin: Workbin, uris: Uris) -> dict[str, Any]:
    """The `workbin` object; it has no `path`."""
    return {
        "id": workbin.id,
        "workbinName": workbin.name,
        "displayName": (NAMES | GROUP_NAMES).get(workbin.name, workbin.name),
        "type": "Agent" if workbin.group is None else "AgentGroup",
        "uri": uris.at(f"/workbins/{workbin.id}"),
    }
