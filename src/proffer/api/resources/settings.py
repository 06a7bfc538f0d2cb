"""Settings a desktop reads: agent states, dispositions, general ones (contract 11.9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proffer.api.call import Answer, json_answer
from proffer.api.edge import Asked, Edge
from proffer.api.listing import Kind, Listed, collection
from proffer.api.status import not_found
from proffer.center.agent_state import BUILT_IN
from proffer.wire.agent_state import agent_state_json
from proffer.wire.group import disposition_json

AGENT_STATES, DISPOSITIONS, GENERAL = "agent-states", "dispositions", "general-settings"
DISPLAY_NAMES = {AGENT_STATES: "Agent States", DISPOSITIONS: "Dispositions", GENERAL: "General Settings"}
SECTION = Kind("settings", "settings", scalars=frozenset(("id", "name", "displayName", "uri", "path")))


async def get_settings(edge: Edge, asked: Asked) -> Answer:
    """The groups there are."""
    found = []
    for section, display_name in DISPLAY_NAMES.items():
        path = f"/settings/{section}"
        uri = edge.uris.at(path)
        found.append(Listed(uri, {"name": section, "displayName": display_name, "uri": uri, "path": path}))
    query = asked.query
    if query.fields is None:  # the product lists the groups themselves, not only their addresses
        return json_answer({"settings": [entry.object for entry in found]})
    return json_answer(collection(SECTION, found, query))


async def get_settings_section(edge: Edge, asked: Asked) -> Answer:
    """One group."""
    section = asked.names[0]
    if section == AGENT_STATES:
        return json_answer({"settings": agent_states_json(edge)})
    if section == DISPOSITIONS:
        return json_answer({"settings": dispositions_json(edge)})
    if section == GENERAL:
        general = [{"name": name, "value": value} for name, value in general_settings(edge).items()]
        return json_answer({"settings": general, "key": "name"})
    raise not_found("group of settings")


def settings_by_section(edge: Edge) -> Mapping[str, Mapping[str, Any]]:
    """Section → key → value, as a child of /me."""
    return {
        AGENT_STATES: {state["operationName"]: state for state in agent_states_json(edge)},
        DISPOSITIONS: {disposition["name"]: disposition for disposition in dispositions_json(edge)},
        GENERAL: general_settings(edge),
    }


def agent_states_json(edge: Edge) -> list[dict[str, Any]]:
    """The built-in states, then the centre's own."""
    return [agent_state_json(state) for state in (*BUILT_IN, *edge.center.custom_states)]


def dispositions_json(edge: Edge) -> list[dict[str, Any]]:
    """The business outcomes an agent can set."""
    return [disposition_json(disposition) for disposition in edge.center.dispositions]


def general_settings(edge: Edge) -> Mapping[str, Any]:
    """Options a desktop may want to know, by their names in the contract."""
    options = edge.center.options
    return {
        "delivering-timeout": options.delivering_timeout_seconds,
        "disposition-key": options.disposition_key,
        "handling-timeout": options.handling_timeout_minutes,
        "login-state": options.login_state,
        "max-request-bytes": edge.settings.request_bytes_max,
        "session-idle-timeout": edge.settings.session_idle_timeout_seconds,
        "time-zone": options.time_zone,
        "validate-dispositions": options.validate_dispositions,
    }
