"""Users to read (contract 11.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from proffer.api.call import Answer, json_answer
from proffer.api.edge import Asked, Edge
from proffer.api.listing import Kind, Listed, collection, single
from proffer.api.status import not_found
from proffer.center.credential import Credential
from proffer.center.options import Options
from proffer.center.user import User
from proffer.wire.user import user_with_skills_json

USER = Kind(
    "user",
    "users",
    scalars=frozenset(
        (
            "id",
            "userName",
            "firstName",
            "lastName",
            "emailAddress",
            "employeeId",
            "enabled",
            "changePasswordOnFirstLogin",
            "contactCenterId",
            "uri",
            "path",
        )
    ),
    lists=frozenset(("roles",)),
)


def provisioning_can_be_read(options: Options) -> bool:
    """Feature `api-provisioning-read`."""
    return options.api_provisioning_read


async def get_users(edge: Edge, asked: Asked) -> Answer:
    """Everybody."""
    found = await _users_json(edge, edge.center.users)
    return json_answer(collection(USER, [Listed(user["uri"], user) for user in found], asked.query))


async def get_user(edge: Edge, asked: Asked) -> Answer:
    """One user."""
    (found,) = await _users_json(edge, (user_of(edge, asked.names[0]),))
    return json_answer(single(USER, found, asked.query))


def user_of(edge: Edge, user_id: str) -> User:
    """The user with this id."""
    user = edge.center.user_by_id.get(user_id)
    if user is None:
        raise not_found("user")
    return user


async def _users_json(edge: Edge, users: Iterable[User]) -> list[Mapping[str, Any]]:
    chosen = tuple(users)
    credentials = await edge.records.load([("credential", user.id) for user in chosen])
    return [
        user_with_skills_json(user, edge.center, edge.uris, must_change=_must_change(credentials, user))
        for user in chosen
    ]


def _must_change(credentials: Mapping[tuple[str, str], object], user: User) -> bool:
    credential = credentials.get(("credential", user.id))
    return isinstance(credential, Credential) and credential.must_change
