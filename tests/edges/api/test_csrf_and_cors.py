"""Requests from foreign pages: forged ones are kept out, allowed ones let in (contract 3.2, 3.3)."""

from __future__ import annotations

import pytest

from proffer.record import replace
from tests.edges.api.desk import QUICK, Desk

GUARDED = replace(QUICK, enable_csrf_protection=True)
OPEN = replace(QUICK, allowed_origins=("https://desk.example", "https://*.cc.example", "*.anywhere.example:8443"))
READY = {"operationName": "Ready"}
FORGED = b'{"statusCode":3,"statusMessage":"Missing or invalid Csrf token"}'


async def test_every_answer_to_a_get_carries_the_token_of_its_session() -> None:
    desk = await Desk.open(GUARDED)
    first = await desk.ask("GET", "/api/v2/me", as_="ada")
    token = first.headers["x-csrf-token"]
    assert first.headers["x-csrf-header"] == "X-CSRF-TOKEN"
    assert len(token) == 36
    wrong = await desk.ask("GET", "/api/v2/nowhere", cookie=first.cookie)
    assert wrong.headers["x-csrf-token"] == token
    assert (await desk.ask("GET", "/api/v2/me", as_="bob")).headers["x-csrf-token"] != token
    assert "x-csrf-token" not in (await desk.ask("GET", "/api/v2/me")).headers


async def test_a_post_repeats_the_token_or_is_refused() -> None:
    desk = await Desk.open(GUARDED)
    await desk.house.ready("a" * 32)
    first = await desk.ask("GET", "/api/v2/me", as_="ada")
    path, cookie, token = "/api/v2/me/channels/email", first.cookie, first.headers["x-csrf-token"]
    for headers in ({}, {"x-csrf-token": ""}, {"x-csrf-token": "no"}, {"x-csrf-token": token[:-1]}):
        reply = await desk.ask("POST", path, READY, cookie=cookie, headers=headers)
        assert (reply.status, reply.body) == (403, FORGED)
    right = {"x-csrf-token": token}
    assert (await desk.ask("POST", path, READY, cookie=cookie, headers=right)).pair == (200, 0)
    assert (await desk.ask("POST", path, READY, as_="ada", cookie=cookie, headers=right)).pair == (200, 0)
    assert (await desk.ask("POST", path, READY, as_="ada", headers=right)).body == FORGED  # no session cookie


async def test_notifications_are_exempt_unless_they_are_to_be_protected_too() -> None:
    desk = await Desk.open(GUARDED)
    cookie = await desk.log_in()
    assert (await desk.ask("POST", "/api/v2/notifications", [], cookie=cookie)).status == 200
    desk = await Desk.open(replace(GUARDED, csrf_on_notifications=True))
    first = await desk.ask("GET", "/api/v2/me", as_="ada")
    assert (await desk.ask("POST", "/api/v2/notifications", [], cookie=first.cookie)).body == FORGED
    right = {"x-csrf-token": first.headers["x-csrf-token"]}
    assert (await desk.ask("POST", "/api/v2/notifications", [], cookie=first.cookie, headers=right)).status == 200


async def test_while_it_is_off_a_token_is_neither_sent_nor_looked_at(desk: Desk) -> None:
    reply = await desk.ask("GET", "/api/v2/me", as_="ada", headers={"x-csrf-token": "whatever"})
    assert reply.pair == (200, 0)
    assert not {"x-csrf-token", "x-csrf-header"} & set(reply.headers)


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://desk.example", True),
        ("https://DESK.example", True),
        ("http://desk.example", False),
        ("https://desk.example:444", False),
        ("https://a.cc.example", True),
        ("https://a.b.cc.example", True),
        ("https://cc.example", False),
        ("https://.cc.example", False),
        ("https://evilcc.example", False),
        ("https://desk.example.evil.test", False),
        ("http://x.anywhere.example:8443", True),
        ("http://x.anywhere.example", False),
        ("null", False),
        ("", False),
    ],
)
async def test_an_allowed_origin_is_echoed_and_no_other(origin: str, allowed: bool) -> None:
    desk = await Desk.open(OPEN)
    reply = await desk.ask("GET", "/api/v2/me", as_="ada", headers={"origin": origin})
    assert reply.headers.get("access-control-allow-origin") == (origin if allowed else None)
    assert reply.headers["vary"] == "Origin"
    if allowed:
        assert reply.headers["access-control-allow-credentials"] == "true"
        assert reply.headers["access-control-expose-headers"] == "X-CSRF-HEADER,X-CSRF-TOKEN"


async def test_an_allowed_page_can_read_errors_too() -> None:
    desk = await Desk.open(OPEN)
    reply = await desk.ask("GET", "/api/v2/me", headers={"origin": "https://desk.example"})
    assert reply.pair == (403, 20)
    assert reply.headers["access-control-allow-origin"] == "https://desk.example"


@pytest.mark.parametrize("path", ["/api/v2/me/emails/1", "/api/v2/notifications/connect", "/api/v2/nowhere"])
async def test_a_preflight_is_answered_without_credentials(path: str) -> None:
    desk = await Desk.open(OPEN)
    asking = {"origin": "https://desk.example", "access-control-request-method": "POST"}
    reply = await desk.ask("OPTIONS", path, headers=asking)
    assert (reply.status, reply.body) == (204, b"")
    assert reply.headers == {
        "access-control-allow-origin": "https://desk.example",
        "access-control-allow-credentials": "true",
        "access-control-allow-methods": "GET,POST,PUT,DELETE,OPTIONS",
        "access-control-allow-headers": (
            "X-Requested-With,Content-Type,Accept,Origin,Cookie,authorization,ssid,surl,ContactCenterId,X-CSRF-TOKEN"
        ),
        "access-control-max-age": "120",
        "vary": "Origin",
    }
    foreign = asking | {"origin": "https://evil.test"}
    assert (await desk.ask("OPTIONS", path, headers=foreign)).pair == (403, 20)


async def test_without_allowed_origins_there_is_no_cors(desk: Desk) -> None:
    asking = {"origin": "https://desk.example", "access-control-request-method": "POST"}
    assert (await desk.ask("OPTIONS", "/api/v2/me", headers=asking)).pair == (403, 20)
    reply = await desk.ask("GET", "/api/v2/me", as_="ada", headers={"origin": "https://desk.example"})
    assert not any(name.startswith("access-control") or name == "vary" for name in reply.headers)


async def test_answers_of_the_push_channel_carry_cors_headers_and_the_cookie() -> None:
    desk = await Desk.open(OPEN)
    origin = {"origin": "https://desk.example"}
    reply = await desk.ask("POST", "/api/v2/notifications", [], as_="ada", headers=origin)
    assert reply.headers["access-control-allow-origin"] == "https://desk.example"
    assert reply.cookie is not None
