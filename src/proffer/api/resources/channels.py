"""The caller's channels: read, set; and set by a supervisor (contract 5.2, 5.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from proffer.agents.login import Login, login_key
from proffer.api.body import json_object, operation_name
from proffer.api.call import OK, Answer, json_answer
from proffer.api.edge import Asked, Edge
from proffer.api.listing import Kind, Listed, collection, single
from proffer.api.status import not_found
from proffer.center.options import Options
from proffer.center.user import SUPERVISOR
from proffer.operations.frame import Request
from proffer.operations.refused import NO_PERMISSION, OUT_OF_RANGE, Refused
from proffer.wire.channel import channel_json

CHANNEL = Kind("channel", "channels", scalars=frozenset(("channel", "dndState")))
EMAIL = "email"
OF_SUPERVISORS = frozenset(("Ready", "NotReady", "Offline", "DoNotDisturbOn", "DoNotDisturbOff"))


def supervisors_control(options: Options) -> bool:
    """Feature `api-supervisor-agent-control`."""
    return options.api_supervisor_agent_control


async def get_my_channels(edge: Edge, asked: Asked) -> Answer:
    """Only channels the agent is logged in to."""
    channels = await channels_json(edge, asked.caller.user.id)
    entries = [Listed(edge.uris.at(f"/me/channels/{one['channel']}"), one) for one in channels]
    return json_answer(collection(CHANNEL, entries, asked.query))


async def get_my_channel(edge: Edge, asked: Asked) -> Answer:
    """One channel; logged out is a state as well."""
    if asked.names != (EMAIL,):
        raise not_found("channel")
    login = await _login(edge, asked.caller.user.id)
    media_channel = login.media_channel if login is not None and login.open else None
    return json_answer(single(CHANNEL, channel_json(media_channel, edge.center), asked.query))


async def post_to_my_channel(edge: Edge, asked: Asked) -> Answer:
    """The agent sets his own state."""
    (channel,) = asked.names
    user_id = asked.caller.user.id
    raw = await json_object(asked.call, asked.caller)
    await edge.performer.on_channel(_request(raw, operation_name(raw), user_id, user_id, channel))
    return OK


async def post_to_users_channel(edge: Edge, asked: Asked) -> Answer:
    """A supervisor sets the state of an agent."""
    user_id, channel = asked.names
    raw = await json_object(asked.call, asked.caller)
    name = operation_name(raw)
    if name not in OF_SUPERVISORS:
        raise Refused(OUT_OF_RANGE, f"A supervisor has no operation {name!r}.")
    if SUPERVISOR not in asked.caller.user.roles:
        raise Refused(NO_PERMISSION, "Only a supervisor can do this.")
    if user_id not in edge.center.user_by_id:
        raise not_found("user")
    await edge.performer.on_channel(_request(raw, name, user_id, asked.caller.user.id, channel))
    return OK


async def channels_json(edge: Edge, agent: str) -> Sequence[Mapping[str, Any]]:
    """The channels an agent is logged in to."""
    login = await _login(edge, agent)
    if login is None or not login.open or login.media_channel is None:
        return ()
    return (channel_json(login.media_channel, edge.center),)


async def _login(edge: Edge, agent: str) -> Login | None:
    record = await edge.records.get(login_key(agent))
    return record if isinstance(record, Login) else None


def _request(raw: Mapping[str, Any], name: str, agent: str, actor: str, channel: str) -> Request:
    return Request(operation=name, raw=raw, agent=agent, actor=actor, channel=channel)
