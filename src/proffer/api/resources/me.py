"""The caller himself: who he is, with what belongs to him, and his contact-centre session (contract 3.6, 4)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from proffer.agents.notices import LogoutNotice
from proffer.api.body import json_object, operation_name
from proffer.api.call import OK, Answer, json_answer
from proffer.api.change_password import CHANGE_PASSWORD_OPERATION, change_password
from proffer.api.cookie import clear_cookie
from proffer.api.edge import Asked, Edge
from proffer.api.listing import single
from proffer.api.query import Query
from proffer.api.resources.channels import channels_json
from proffer.api.resources.emails import emails_json
from proffer.api.resources.features import features_json
from proffer.api.resources.settings import settings_by_section
from proffer.api.resources.users import USER
from proffer.api.status import HTTP_STATUS
from proffer.center.user import AGENT, User
from proffer.engine.done import Done
from proffer.engine.ports import StoreDown
from proffer.operations.frame import Request
from proffer.operations.refused import CHANGE_PASSWORD, NO_PERMISSION, PARTIAL, Refused
from proffer.wire.feature import has_email
from proffer.wire.partial import part_json
from proffer.wire.skill import user_skills_json
from proffer.wire.user import user_json

START, END = "StartContactCenterSession", "EndContactCenterSession"

Child = Callable[[Edge, User], Awaitable[Any]]


async def get_me(edge: Edge, asked: Asked) -> Answer:
    """The user, and the child collections asked for; one whose back end is down is left out."""
    user, query = asked.caller.user, asked.query
    must_change = asked.caller.session.must_change
    children = await _children(edge, user, query)
    return json_answer(single(USER, user_json(user, edge.center, edge.uris, must_change=must_change), query, children))


async def post_to_me(edge: Edge, asked: Asked) -> Answer:
    """Starts or ends the session, sets all channels, or changes the password."""
    raw = await json_object(asked.call, asked.caller)
    name = operation_name(raw)
    if name == CHANGE_PASSWORD_OPERATION:
        return await change_password(edge, asked, raw)
    if asked.caller.session.must_change:
        raise Refused(CHANGE_PASSWORD, "The password must be changed first.")
    if name == START and AGENT not in asked.caller.user.roles:
        raise Refused(NO_PERMISSION, "Only an agent can start a contact-centre session.")
    user_id = asked.caller.user.id
    done = await edge.performer.on_me(Request(operation=name, raw=raw, agent=user_id, actor=user_id))
    if name != END:
        return answer_of_parts(done)
    edge.push(user_id, LogoutNotice(to=(user_id,)))  # who had no session open may still listen
    await edge.sessions.end_all(user_id)
    return OK.with_headers((clear_cookie(secure=edge.settings.external_api_url.startswith("https:")),))


def answer_of_parts(done: Done) -> Answer:
    """All parts went well: 0. None did: the first one's error. Else 7, with what failed and what succeeded."""
    failed = [part for part in done.parts if part.code != 0]
    if not failed:
        return OK
    if len(failed) == len(done.parts):
        raise Refused(failed[0].code, failed[0].message)
    parts = {
        "failed": [part_json(part.channel, part.code, part.message) for part in failed],
        "succeeded": [part_json(part.channel, 0, "") for part in done.parts if part.code == 0],
    }
    return json_answer(parts, code=PARTIAL, status=HTTP_STATUS[PARTIAL])


async def _children(edge: Edge, user: User, query: Query) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, read in CHILDREN.items():
        if not query.wants(name):
            continue
        try:
            child = await read(edge, user)
        except StoreDown:
            continue
        if child is not None:
            found[name] = child
    return found


async def _features(edge: Edge, user: User) -> Any:
    return features_json(edge)


async def _devices(edge: Edge, user: User) -> Any:
    return ()  # an email agent has none


async def _channels(edge: Edge, user: User) -> Any:
    return await channels_json(edge, user.id)


async def _skills(edge: Edge, user: User) -> Any:
    return user_skills_json(user, edge.center, edge.uris)


async def _emails(edge: Edge, user: User) -> Any:
    return await emails_json(edge, user.id) if has_email(edge.center.options) else None


async def _settings(edge: Edge, user: User) -> Any:
    return settings_by_section(edge)


CHILDREN: dict[str, Child] = {
    "features": _features,
    "devices": _devices,
    "channels": _channels,
    "channelStates": _channels,
    "skills": _skills,
    "emails": _emails,
    "interactions": _emails,
    "settings": _settings,
}
