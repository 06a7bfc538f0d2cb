"""A skill as the contract writes it (11.5); a user's skill has a level, a string."""

from __future__ import annotations

from typing import Any

from proffer.center.center import Center
from proffer.center.user import Skill, User
from proffer.wire.uri import Uris


def skill_json(skill: Skill, uris: Uris) -> dict[str, Any]:
    """The `skill` object."""
    path = f"/skills/{skill.id}"
    return {
        "id": skill.id,
        "name": skill.name,
        "description": skill.description,
        "uri": uris.at(path),
        "path": path,
    }


def user_skills_json(user: User, center: Center, uris: Uris) -> list[dict[str, Any]]:
    """A user's skills with their levels, in the order of the configuration."""
    return [
        {**skill_json(skill, uris), "level": str(user.skills[skill.name])}
        for skill in center.skills
        if skill.name in user.skills
    ]
