"""API tokens: their user makes and revokes them, administrators those of everybody (contract 11.10, our own)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proffer.agents.api_token import (
    DAYS_MAX,
    NAME_CHARACTERS_MAX,
    SCOPES,
    TOKENS_PER_USER_MAX,
    ApiToken,
    ApiTokens,
    api_tokens_key,
)
from proffer.api.bearer import hashed_secret, new_secret, written
from proffer.api.body import json_object
from proffer.api.call import OK, Answer, json_answer
from proffer.api.edge import Asked, Caller, Edge
from proffer.api.events import ApiTokenMade, ApiTokenRevoked
from proffer.api.resources.users import user_of
from proffer.api.status import not_found
from proffer.center.user import ADMIN, APIUSER, User
from proffer.engine.ports import Conflict
from proffer.operations.parameters import Parameter, read_parameters, string, takes
from proffer.operations.refused import FORBIDDEN, NO_PERMISSION, OUT_OF_RANGE, WRONG_STATE, Refused
from proffer.record import Change, Event, Write, replace
from proffer.wire.timestamp import iso_time

ATTEMPTS_MAX = 20
DAY_MS = 86_400_000
ALL_OF = frozenset((ADMIN, APIUSER))  # roles that see and make tokens of others


@takes(type="array", items={"enum": [*SCOPES]}, minItems=1)
def _scopes(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
        raise Refused(OUT_OF_RANGE, f"Parameter {name} must be a list of scopes.")
    unknown = [one for one in value if one not in SCOPES]
    if unknown:
        raise Refused(OUT_OF_RANGE, f"Parameter {name} has an unknown scope; there are {', '.join(SCOPES)}.")
    return tuple(dict.fromkeys(value))


@takes(type="integer", minimum=1, maximum=DAYS_MAX)
def _days(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= DAYS_MAX:
        raise Refused(OUT_OF_RANGE, f"Parameter {name} must be an integer from 1 to {DAYS_MAX}.")
    return value


PARAMETERS = (
    Parameter(name="name", read=string(NAME_CHARACTERS_MAX), required=True, may_be_empty=False),
    Parameter(name="scopes", read=_scopes, required=True, text="What may be done with it."),
    Parameter(name="expiresInDays", read=_days, text="Without it the token works until it is revoked."),
    Parameter(name="userId", read=string(64), may_be_empty=False, text="For whom; without it for the caller."),
)


async def get_tokens(edge: Edge, asked: Asked) -> Answer:
    """The caller's own; with `?userId=` those of another user, with `?userId=*` everybody's (role admin)."""
    wanted = asked.query.values.get("userId")
    if wanted is None:
        users: tuple[User, ...] = (asked.caller.user,)
    elif wanted == "*":
        _refuse_unless_administrator(asked.caller)
        users = edge.center.users
    else:
        users = (_of_user(edge, asked.caller, wanted),)
    found = [token_json(user, token) for user in users for token in (await _tokens(edge, user)).tokens]
    return json_answer({"tokens": found})


async def post_tokens(edge: Edge, asked: Asked) -> Answer:
    """Makes one. The token itself stands in this answer and never again."""
    caller = asked.caller
    raw = await json_object(asked.call, caller)
    _refuse_token(caller)
    given = read_parameters(PARAMETERS, raw)
    user = caller.user if given["userId"] is None else _of_user(edge, caller, given["userId"])
    secret = new_secret()
    made = _made(edge, caller, given, secret)
    await _saved(edge, user, made, added=True, by=caller.user.id)
    return json_answer({"token": token_json(user, made) | {"value": written(user.id, secret)}})


async def delete_token(edge: Edge, asked: Asked) -> Answer:
    """Revokes one: it is refused from now on."""
    (token_id,) = asked.names
    caller = asked.caller
    _refuse_token(caller)
    users = (caller.user, *(edge.center.users if _is_administrator(caller) else ()))
    for user in users:
        for token in (await _tokens(edge, user)).tokens:
            if token.id == token_id:
                await _saved(edge, user, token, added=False, by=caller.user.id)
                return OK
    raise not_found("token")


def token_json(user: User, token: ApiToken) -> dict[str, Any]:
    """A token as it is listed: everything but its secret."""
    found = {
        "id": token.id,
        "name": token.name,
        "scopes": token.scopes,
        "userId": user.id,
        "userName": user.user_name,
        "madeAt": iso_time(token.made_at),
    }
    return found if token.expires_at is None else found | {"expiresAt": iso_time(token.expires_at)}


def _made(edge: Edge, caller: Caller, given: Mapping[str, Any], secret: str) -> ApiToken:
    now, days = edge.clock(), given["expiresInDays"]
    return ApiToken(
        id=edge.store.new_id(),
        name=given["name"],
        scopes=given["scopes"],
        secret_sha256=hashed_secret(secret),
        made_at=now,
        made_by=caller.user.id,
        expires_at=None if days is None else now + days * DAY_MS,
    )


async def _saved(edge: Edge, user: User, token: ApiToken, *, added: bool, by: str) -> None:
    key = api_tokens_key(user.id)
    for _ in range(ATTEMPTS_MAX):
        before = await edge.records.get(key)
        kept = before.tokens if isinstance(before, ApiTokens) else ()
        others = tuple(one for one in kept if one.id != token.id)
        if added and len(others) >= TOKENS_PER_USER_MAX:
            raise Refused(WRONG_STATE, f"A user has at most {TOKENS_PER_USER_MAX} tokens.")
        if not added and len(others) == len(kept):
            raise not_found("token")
        after = ApiTokens(user=user.id, tokens=(*others, token) if added else others)
        if isinstance(before, ApiTokens):
            after = replace(after, version=before.version)
        at = edge.clock()
        told: Event = (
            ApiTokenMade(at=at, agent=user.id, token=token.id, scopes=token.scopes, by=by)
            if added
            else ApiTokenRevoked(at=at, agent=user.id, token=token.id, by=by)
        )
        try:
            await edge.store.save(Change(writes=(Write(before, after),), events=(told,)))
        except Conflict:
            continue
        return
    raise Refused(WRONG_STATE, "The tokens of this user are being changed by others.")


async def _tokens(edge: Edge, user: User) -> ApiTokens:
    record = await edge.records.get(api_tokens_key(user.id))
    return record if isinstance(record, ApiTokens) else ApiTokens(user=user.id)


def _of_user(edge: Edge, caller: Caller, user_id: str) -> User:
    if user_id != caller.user.id:
        _refuse_unless_administrator(caller)
    return user_of(edge, user_id)


def _is_administrator(caller: Caller) -> bool:
    return not ALL_OF.isdisjoint(caller.user.roles)


def _refuse_unless_administrator(caller: Caller) -> None:
    if not _is_administrator(caller):
        raise Refused(NO_PERMISSION, "Only an administrator can do this for others.")


def _refuse_token(caller: Caller) -> None:
    """Else a stolen token could outlive its own end."""
    if caller.token is not None:
        raise Refused(FORBIDDEN, "A token cannot make or revoke tokens.")
