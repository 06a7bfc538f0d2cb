"""An agent state as `settings/agent-states` lists it (contract 5.1, 11.9)."""

from __future__ import annotations

from typing import Any

from proffer.center.agent_state import LOGGED_OUT, AgentState


def agent_state_json(state: AgentState) -> dict[str, Any]:
    """Offline is `Logout` here and `LoggedOut` in `userState`: both words are the product's."""
    found: dict[str, Any] = {
        "id": state.id,
        "operationName": state.operation_name,
        "displayName": state.display_name,
        "state": "Logout" if state.state == LOGGED_OUT else state.state,
    }
    if state.work_mode is not None:
        found["workMode"] = state.work_mode
    if state.reason is not None:
        found["reason"] = state.reason
    return found
