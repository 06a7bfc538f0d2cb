"""Skills to read: all, a user's, the caller's (contract 11.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from proffer.api.call import Answer, json_answer
from proffer.api.edge import Asked, Edge
from proffer.api.listing import Kind, Listed, collection, single
from proffer.api.resources.users import user_of
from proffer.api.status import not_found
from proffer.wire.skill import skill_json, user_skills_json

SKILL = Kind("skill", "skills", scalars=frozenset(("id", "name", "description", "level", "uri", "path")))


async def get_skills(edge: Edge, asked: Asked) -> Answer:
    """Every skill there is."""
    return _listed((skill_json(skill, edge.uris) for skill in edge.center.skills), asked)


async def get_skill(edge: Edge, asked: Asked) -> Answer:
    """One skill."""
    for skill in edge.center.skills:
        if skill.id == asked.names[0]:
            return json_answer(single(SKILL, skill_json(skill, edge.uris), asked.query))
    raise not_found("skill")


async def get_my_skills(edge: Edge, asked: Asked) -> Answer:
    """The caller's, with levels."""
    return _listed(user_skills_json(asked.caller.user, edge.center, edge.uris), asked)


async def get_users_skills(edge: Edge, asked: Asked) -> Answer:
    """A user's, with levels."""
    return _listed(user_skills_json(user_of(edge, asked.names[0]), edge.center, edge.uris), asked)


def _listed(found: Iterable[Mapping[str, Any]], asked: Asked) -> Answer:
    return json_answer(collection(SKILL, [Listed(skill["uri"], skill) for skill in found], asked.query))
