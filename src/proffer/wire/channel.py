"""An agent's channel as the contract writes it (5.2, 5.4)."""

from __future__ import annotations

from typing import Any

from proffer.agents.login import MediaChannel
from proffer.center.agent_state import BUILT_IN, LOGGED_OUT, AgentState
from proffer.center.center import Center

_OFFLINE = next(state for state in BUILT_IN if state.state == LOGGED_OUT)


def channel_json(media_channel: MediaChannel | None, center: Center) -> dict[str, Any]:
    """One entry of `channels`; None is an agent who is logged out of e-mail and has no dndState."""
    if media_channel is None:
        return {"channel": "email", "userState": _user_state(_OFFLINE, LOGGED_OUT, None)}
    chosen = center.state_by_id.get(media_channel.state_id)
    if chosen is None:  # the custom state was configured away meanwhile
        chosen = AgentState(
            id=media_channel.state_id,
            operation_name=media_channel.state,
            display_name=media_channel.state,
            state=media_channel.state,
        )
    state = _user_state(chosen, media_channel.state, media_channel.reason)
    return {"channel": "email", "dndState": "On" if media_channel.dnd else "Off", "userState": state}


def _user_state(chosen: AgentState, state: str, reason: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {"id": chosen.id, "displayName": chosen.display_name, "state": state}
    if chosen.work_mode is not None:
        found["workMode"] = chosen.work_mode
    if reason or chosen.reason:
        found["reason"] = reason or chosen.reason
    return found
