"""The push channel's place in the edge: who is let through, by which addresses (contract 6.1)."""

from __future__ import annotations

from typing import Any

import pytest

from proffer.record import replace
from tests.cast import ADA
from tests.edges.api.desk import QUICK, Desk, basic

PATH = "/api/v2/notifications"


@pytest.mark.parametrize("path", ["", "/", "/handshake", "/connect", "/disconnect", "/connect/", "/anything"])
async def test_every_address_of_the_endpoint_leads_to_the_handler_with_the_users_id(desk: Desk, path: str) -> None:
    cookie = await desk.log_in()
    reply = await desk.ask("POST", PATH + path, [], cookie=cookie)
    assert (reply.status, reply.json) == (200, [ADA])
    by_password = await desk.ask("POST", PATH + path, b"[]", as_="ada")
    assert by_password.json == [ADA]


@pytest.mark.parametrize("path", ["/a/b", "x"])
async def test_other_addresses_do_not(desk: Desk, path: str) -> None:
    assert (await desk.ask("POST", PATH + path, [], as_="ada")).pair == (404, 6)


async def test_without_credentials_it_is_403_and_20(desk: Desk) -> None:
    assert (await desk.ask("POST", PATH, [])).pair == (403, 20)


@pytest.mark.parametrize("method", ["GET", "PUT", "HEAD"])
async def test_anything_but_post_is_405(desk: Desk, method: str) -> None:
    reply = await desk.ask(method, PATH + "?jsonp=x", as_="ada")
    assert reply.status == 405
    assert reply.headers["allow"] == "POST, OPTIONS"


async def test_options_says_what_is_allowed(desk: Desk) -> None:
    reply = await desk.ask("OPTIONS", PATH, as_="ada")
    assert (reply.status, reply.headers["allow"]) == (200, "POST, OPTIONS")


async def test_the_cookie_alone_goes_with_application_json(desk: Desk) -> None:
    cookie = await desk.log_in()
    headers = {"content-type": "text/plain"}
    assert (await desk.ask("POST", PATH, b"[]", cookie=cookie, headers=headers)).pair == (415, 10)


async def test_a_handler_that_fails_before_it_answers_is_500_and_logged_once() -> None:
    async def failing(*_: Any) -> None:
        raise KeyError("x")

    desk = await Desk.open(notifications=failing)
    assert (await desk.ask("POST", PATH, [], as_="ada")).pair == (500, 4)
    ((event, fields),) = desk.log
    assert event == "request_failed"
    assert fields["error"] == "KeyError('x')"
    assert fields["trace"].startswith("failing test_notifications_mount.py:")


async def test_an_announced_body_over_the_limit_is_413(desk: Desk) -> None:
    headers = {"content-length": str(10**9)}
    assert (await desk.ask("POST", PATH, [], as_="ada", headers=headers)).pair == (413, 10)


async def socket(desk: Desk, headers: dict[str, str], *, path: str = PATH, can_answer: bool = True) -> list[Any]:
    """Opens a WebSocket; what the server sent."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "websocket",
        "path": path,
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("10.0.0.7", 1),
        "extensions": {"websocket.http.response": {}} if can_answer else {},
    }
    await desk.api(scope, receive, send)
    return sent


async def test_a_websocket_is_accepted_with_a_password_or_a_cookie(desk: Desk) -> None:
    (accepted,) = await socket(desk, {"authorization": basic("ada")})
    assert accepted["type"] == "websocket.accept"
    assert accepted["headers"][0][0] == b"set-cookie"
    assert await socket(desk, {"cookie": await desk.log_in()}) == [{"type": "websocket.accept"}]


async def test_a_websocket_without_credentials_is_refused_with_403_before_it_opens(desk: Desk) -> None:
    start, body = await socket(desk, {})
    assert (start["type"], start["status"]) == ("websocket.http.response.start", 403)
    assert b'"statusCode":20' in body["body"]
    assert await socket(desk, {}, can_answer=False) == [{"type": "websocket.close", "code": 1008}]


async def test_a_websocket_of_a_foreign_page_is_refused(desk: Desk) -> None:
    cookie = await desk.log_in()

    async def status(origin: str, **more: str) -> int:
        (first, *_) = await socket(desk, {"cookie": cookie, "origin": origin} | more)
        return first.get("status", 200)

    assert await status("https://evil.test") == 403
    assert await status("https://cc.example") == 200
    assert await status("http://inside:8080", host="inside:8080") == 200
    assert await status("https://evil.test", authorization=basic("ada")) == 200


async def test_with_websockets_off_an_upgrade_is_405() -> None:
    desk = await Desk.open(replace(QUICK, cometd_websocket=False))
    start, _ = await socket(desk, {"authorization": basic("ada")})
    assert start["status"] == 405


async def test_a_websocket_elsewhere_is_404(desk: Desk) -> None:
    start, _ = await socket(desk, {"authorization": basic("ada")}, path="/api/v2/me")
    assert start["status"] == 404


async def test_a_socket_that_is_open_keeps_the_session_awake() -> None:
    seen: list[int] = []

    async def holding(scope: Any, receive: Any, send: Any, principal: str) -> None:
        seen.extend(session.held for session in desk.api.sessions._by_key.values())

    desk = await Desk.open(notifications=holding)
    await socket(desk, {"authorization": basic("ada")})
    assert seen == [1]
    assert [session.held for session in desk.api.sessions._by_key.values()] == [0]
