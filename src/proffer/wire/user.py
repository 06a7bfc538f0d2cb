"""A user as the contract writes him (3.6, 11.5). The password is never part of it."""

from __future__ import annotations

from typing import Any

from proffer.center.center import Center
from proffer.center.user import User
from proffer.wire.skill import user_skills_json
from proffer.wire.uri import Uris


def user_json(user: User, center: Center, uris: Uris, *, must_change: bool = False) -> dict[str, Any]:
    """The `user` object; `must_change` is what stands as changePasswordOnFirstLogin."""
    path = f"/users/{user.id}"
    return {
        "id": user.id,
        "userName": user.user_name,
        "firstName": user.first_name,
        "lastName": user.last_name,
        "emailAddress": user.email_address,
        "employeeId": user.employee_id,
        "roles": [f"ROLE_{role.upper()}" for role in user.roles],
        "enabled": user.enabled,
        "changePasswordOnFirstLogin": must_change,
        "contactCenterId": center.contact_center_id,
        "uri": uris.at(path),
        "path": path,
    }


def user_with_skills_json(user: User, center: Center, uris: Uris, *, must_change: bool = False) -> dict[str, Any]:
    """As /users shows him."""
    found = user_json(user, center, uris, must_change=must_change)
    found["skills"] = user_skills_json(user, center, uris)
    return found
