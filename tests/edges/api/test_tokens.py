"""API tokens: who makes them, what they open, how they end."""

from __future__ import annotations

from typing import Any

import pytest

from proffer.agents.api_token import TOKENS_PER_USER_MAX, ApiTokens, api_tokens_key
from proffer.api.routes import ROUTES
from proffer.api.scopes import needed_scope
from proffer.record import replace
from tests.cast import ADA, BOB, CENTER
from tests.edges.api.desk import QUICK, Desk, Reply

TOKENS = "/api/x/v1/tokens"
START = {"operationName": "StartContactCenterSession"}
DAY_MS = 86_400_000


async def made(desk: Desk, *scopes: str, as_: str = "ada", **fields: Any) -> Any:
    body = {"name": "crm", "scopes": list(scopes)} | fields
    reply = await desk.ask("POST", TOKENS, body, as_=as_)
    assert reply.pair == (200, 0), reply.body
    return reply.json["token"]


async def with_token(desk: Desk, token: Any, method: str, path: str, body: Any = None, **more: Any) -> Reply:
    headers = {"authorization": f"Bearer {token['value']}"}
    return await desk.ask(method, path, body, headers=headers, **more)


async def with_admin() -> Desk:
    users = tuple(replace(one, roles=("admin",)) if one.user_name == "cyn" else one for one in CENTER.users)
    return await Desk.open(center=replace(CENTER, users=users))


async def test_a_token_acts_as_its_user_and_gets_no_cookie(desk: Desk) -> None:
    token = await made(desk, "read")
    reply = await with_token(desk, token, "GET", "/api/v2/me")
    assert reply.pair == (200, 0)
    assert reply.json["user"]["id"] == ADA
    assert "set-cookie" not in reply.headers


async def test_it_opens_what_its_scopes_say_and_nothing_else(desk: Desk) -> None:
    reading = await made(desk, "read")
    assert (await with_token(desk, reading, "POST", "/api/v2/me", START)).pair == (403, 5)
    seated = await made(desk, "session")
    assert (await with_token(desk, seated, "POST", "/api/v2/me", START)).pair == (200, 0)
    assert (await with_token(desk, seated, "GET", "/api/v2/me")).pair == (403, 5)
    assert (await with_token(desk, seated, "POST", "/api/v2/me/emails/000010a000000001", {})).pair == (403, 5)


async def test_the_push_channel_needs_the_scope_session(desk: Desk) -> None:
    reply = await with_token(desk, await made(desk, "read", "work"), "POST", "/api/v2/notifications", [])
    assert reply.pair == (403, 5)


async def test_the_rights_of_its_user_bound_it_too(desk: Desk) -> None:
    token = await made(desk, "administration")
    assert (await with_token(desk, token, "POST", f"/api/v2/users/{BOB}/channels/email", START)).code == 10
    ready = {"operationName": "Ready"}
    assert (await with_token(desk, token, "POST", f"/api/v2/users/{BOB}/channels/email", ready)).pair == (403, 5)


async def test_only_a_hash_of_it_is_stored_and_it_is_shown_once(desk: Desk) -> None:
    token = await made(desk, "read", "work", expiresInDays=30)
    (listed,) = (await desk.ask("GET", TOKENS, as_="ada")).json["tokens"]
    assert listed == {name: value for name, value in token.items() if name != "value"}
    record = (await desk.house.store.load((api_tokens_key(ADA),)))[api_tokens_key(ADA)]
    assert isinstance(record, ApiTokens)
    assert token["value"].rpartition("_")[2] not in repr(record)


async def test_it_ends_by_itself(desk: Desk) -> None:
    token = await made(desk, "read", expiresInDays=1)
    desk.hands.go(DAY_MS - 1)
    assert (await with_token(desk, token, "GET", "/api/v2/me")).pair == (200, 0)
    desk.hands.go(1)
    assert (await with_token(desk, token, "GET", "/api/v2/me")).pair == (403, 20)


async def test_it_is_refused_once_it_is_revoked(desk: Desk) -> None:
    token, other = await made(desk, "read"), await made(desk, "read")
    assert (await desk.ask("DELETE", f"{TOKENS}/{token['id']}", as_="ada")).pair == (200, 0)
    assert (await with_token(desk, token, "GET", "/api/v2/me")).pair == (403, 20)
    assert (await with_token(desk, other, "GET", "/api/v2/me")).pair == (200, 0)
    assert (await desk.ask("DELETE", f"{TOKENS}/{token['id']}", as_="ada")).pair == (404, 6)


async def test_a_token_makes_and_revokes_none(desk: Desk) -> None:
    token = await made(desk, "read", "administration")
    body = {"name": "another", "scopes": ["read"]}
    assert (await with_token(desk, token, "POST", TOKENS, body)).pair == (403, 3)
    assert (await with_token(desk, token, "DELETE", f"{TOKENS}/{token['id']}")).pair == (403, 3)


async def test_nobody_but_an_administrator_sees_or_makes_those_of_others() -> None:
    desk = await with_admin()
    await made(desk, "read")
    assert (await desk.ask("GET", f"{TOKENS}?userId={ADA}", as_="bob")).pair == (403, 5)
    assert (await desk.ask("GET", f"{TOKENS}?userId=*", as_="bob")).pair == (403, 5)
    body = {"name": "crm", "scopes": ["read"], "userId": ADA}
    assert (await desk.ask("POST", TOKENS, body, as_="bob")).pair == (403, 5)
    token = await made(desk, "read", as_="cyn", userId=BOB)
    assert (await with_token(desk, token, "GET", "/api/v2/me")).json["user"]["id"] == BOB
    listed = (await desk.ask("GET", f"{TOKENS}?userId=*", as_="cyn")).json["tokens"]
    assert [one["userName"] for one in listed] == ["ada", "bob"]
    assert (await desk.ask("DELETE", f"{TOKENS}/{token['id']}", as_="ada")).pair == (404, 6)
    assert (await desk.ask("DELETE", f"{TOKENS}/{token['id']}", as_="cyn")).pair == (200, 0)
    await desk.close()


async def test_a_disabled_user_has_no_token_that_works() -> None:
    desk = await Desk.open()
    token = await made(desk, "read")
    users = tuple(replace(one, enabled=one.id != ADA) for one in CENTER.users)
    desk.house.records.center = replace(CENTER, users=users)
    assert (await with_token(desk, token, "GET", "/api/v2/me")).pair == (403, 20)
    await desk.close()


@pytest.mark.parametrize("value", ["", "proffer", "proffer_x_y", f"proffer_{ADA}_{'0' * 40}", f"other_{ADA}_x", "\xff"])
async def test_what_is_no_token_of_ours_opens_nothing(desk: Desk, value: str) -> None:
    await made(desk, "read")
    reply = await desk.ask("GET", "/api/v2/me", headers={"authorization": f"Bearer {value}"})
    assert reply.pair == (403, 20)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"scopes": ["read"]}, 1),
        ({"name": "", "scopes": ["read"]}, 1),
        ({"name": "crm"}, 1),
        ({"name": "crm", "scopes": []}, 10),
        ({"name": "crm", "scopes": "read"}, 10),
        ({"name": "crm", "scopes": ["everything"]}, 10),
        ({"name": "x" * 101, "scopes": ["read"]}, 10),
        ({"name": "a\nb", "scopes": ["read"]}, 10),
        ({"name": "crm", "scopes": ["read"], "expiresInDays": 0}, 10),
        ({"name": "crm", "scopes": ["read"], "expiresInDays": True}, 10),
        ({"name": "crm", "scopes": ["read"], "userId": 7}, 10),
    ],
)
async def test_what_is_wrong_with_a_request_for_one_is_said_and_nothing_made(desk: Desk, body: Any, code: int) -> None:
    assert (await desk.ask("POST", TOKENS, body, as_="ada")).pair == (400, code)
    assert (await desk.ask("GET", TOKENS, as_="ada")).json["tokens"] == []


async def test_a_user_has_so_many_and_no_more(desk: Desk) -> None:
    for _ in range(TOKENS_PER_USER_MAX):
        await made(desk, "read")
    reply = await desk.ask("POST", TOKENS, {"name": "one more", "scopes": ["read"]}, as_="ada")
    assert reply.pair == (400, 2)


async def test_a_token_needs_no_token_against_forgery() -> None:
    desk = await Desk.open(replace(QUICK, enable_csrf_protection=True))
    cookie = await desk.log_in()
    csrf = (await desk.ask("GET", "/api/v2/me", cookie=cookie)).headers["x-csrf-token"]
    body = {"name": "crm", "scopes": ["session"]}
    reply = await desk.ask("POST", TOKENS, body, cookie=cookie, headers={"x-csrf-token": csrf})
    assert (await with_token(desk, reply.json["token"], "POST", "/api/v2/me", START)).pair == (200, 0)
    await desk.close()


def test_what_changes_something_needs_more_than_read_and_what_nobody_thought_of_needs_administration() -> None:
    changing = [(method, route.path) for route in ROUTES for method in route.handlers if method not in ("GET", "HEAD")]
    assert all(needed_scope(method, path) != "read" for method, path in changing)
    assert needed_scope("POST", "/api/v2/users") == needed_scope("PUT", "/api/x/v1/unheard-of") == "administration"
    assert needed_scope("POST", "/api/v2/emailsandmore") == "administration"
