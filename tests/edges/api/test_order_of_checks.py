"""The first check that fails answers (contract 2.8), and every error has the one form (2.6, 2.7)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from proffer.engine.ports import StoreDown
from proffer.operations.refused import Refused
from proffer.record import replace
from tests.cast import ADA, BOB, with_options
from tests.edges.api.desk import QUICK, Desk, basic, credential, scope

EMAIL = "/api/v2/me/emails/000010a000000001"
REJECT = {"operationName": "Reject"}


async def test_the_checks_come_in_the_order_of_the_contract() -> None:
    desk = await Desk.open(
        replace(QUICK, enable_csrf_protection=True, request_bytes_max=100),
        center=with_options(api_multimedia=False, api_multimedia_email=False),
    )
    read = await desk.ask("GET", "/api/v2/me", as_="ada")
    cookie, token = read.cookie, {"x-csrf-token": read.headers["x-csrf-token"], "content-type": "application/json"}
    big = b"[" * 200

    assert (await desk.ask("PATCH", "/api/v2/nowhere", big)).pair == (403, 20)
    assert (await desk.ask("PATCH", "/api/v2/nowhere", big, cookie=cookie)).pair == (404, 6)
    assert (await desk.ask("PATCH", EMAIL, big, cookie=cookie)).pair == (405, 3)
    assert (await desk.ask("DELETE", EMAIL, big, cookie=cookie)).pair == (405, 3)
    assert (await desk.ask("POST", EMAIL, big, cookie=cookie)).pair == (403, 3)
    assert (await desk.ask("POST", EMAIL, big, cookie=cookie, headers=token)).pair == (404, 6)
    desk.house.records.center = with_options()
    plain = token | {"content-type": "text/plain"}
    assert (await desk.ask("POST", EMAIL, big, cookie=cookie, headers=plain)).pair == (415, 10)
    assert (await desk.ask("POST", EMAIL, big, cookie=cookie, headers=token)).pair == (413, 10)
    assert (await desk.ask("POST", EMAIL, b"[", cookie=cookie, headers=token)).pair == (400, 10)
    assert (await desk.ask("POST", EMAIL, {}, cookie=cookie, headers=token)).pair == (400, 1)
    unknown = {"operationName": "Juggle", "referenceId": 1}
    assert (await desk.ask("POST", EMAIL, unknown, cookie=cookie, headers=token)).pair == (400, 10)
    assert (await desk.ask("POST", EMAIL, REJECT, cookie=cookie, headers=token)).pair == (404, 6)
    email = f"/api/v2/me/emails/{await _invited(desk)}"
    nameless = {"operationName": "SetDisposition"}
    assert (await desk.ask("POST", email, nameless, cookie=cookie, headers=token)).pair == (400, 2)
    assert (await desk.ask("POST", email, {"operationName": "Accept"}, cookie=cookie, headers=token)).pair == (200, 0)
    assert (await desk.ask("POST", email, nameless, cookie=cookie, headers=token)).pair == (400, 1)


async def _invited(desk: Desk) -> str:
    await desk.house.ready(ADA)
    return await desk.house.mail()


@pytest.mark.parametrize(
    ("body", "pair"),
    [
        (b"", (400, 1)),
        (b" \r\n", (400, 1)),
        (b"{}", (400, 1)),
        (b'{"operationName":null}', (400, 1)),
        (b'{"operationName":""}', (400, 1)),
        (b'{"operationName":7}', (400, 10)),
        (b'{"operationName":"reject"}', (400, 10)),
        (b'{"operationName":"Create"}', (400, 10)),
        (b'[{"operationName":"Reject"}]', (400, 10)),
        (b'"Reject"', (400, 10)),
        (b"null", (400, 10)),
        (b"{", (400, 10)),
        (b'{"operationName":"Reject"', (400, 10)),
        (b'{"operationName":"Reject"} x', (400, 10)),
        (b"\xff\xfe", (400, 10)),
        (b'{"operationName":"\xff"}', (400, 10)),
        (b'{"operationName":"\\ud800"}', (400, 10)),
        (b'{"a":' + b"9" * 5_000 + b"}", (400, 10)),
        (b'{"operationName":"Reject","a":' + b"[" * 400 + b"]" * 400 + b"}", (400, 10)),
        (b"[" * 500_000, (400, 10)),
        (b'{"operationName":"Reject","referenceId":"7"}', (400, 10)),
        (b'{"operationName":"Reject","referenceId":0}', (400, 10)),
        (b'{"operationName":"Reject","referenceId":true}', (400, 10)),
        (b'{"operationName":"Reject","referenceId":2147483648}', (400, 10)),
        (b'{"operationName":"Reject","operationId":7}', (400, 10)),
        (b'{"operationName":"Reject","operationId":""}', (400, 10)),
        (b'{"operationName":"Reject","operationId":"' + b"x" * 65 + b'"}', (400, 10)),
        (b'{"operationName":"Reject","referenceId":null,"operationId":null}', (404, 6)),
    ],
)
async def test_a_body_that_says_nothing_is_1_and_one_that_is_wrong_is_10(
    desk: Desk, body: bytes, pair: tuple[int, int]
) -> None:
    reply = await desk.ask("POST", EMAIL, body, as_="ada")
    assert reply.pair == pair
    assert set(reply.json) == {"statusCode", "statusMessage"}
    assert reply.headers["content-type"] == "application/json;charset=UTF-8"


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "Application/JSON ;x=y"])
async def test_the_cookie_alone_goes_with_application_json(desk: Desk, kind: str) -> None:
    cookie = await desk.log_in()
    reply = await desk.ask("POST", EMAIL, b'{"operationName":"Reject"}', cookie=cookie, headers={"content-type": kind})
    assert reply.pair == (404, 6)


@pytest.mark.parametrize("headers", [{}, {"content-type": "text/plain"}, {"content-type": "application/jsonp"}])
async def test_any_other_content_type_is_415_unless_the_request_brings_a_password(
    desk: Desk, headers: dict[str, str]
) -> None:
    cookie = await desk.log_in()
    body = b'{"operationName":"Reject"}'
    assert (await desk.ask("POST", EMAIL, body, cookie=cookie, headers=headers)).pair == (415, 10)
    assert (await desk.ask("POST", EMAIL, body, as_="ada", headers=headers)).pair == (404, 6)


async def test_a_body_over_the_limit_is_413_at_once_and_the_rest_is_thrown_away_for_a_while() -> None:
    desk = await Desk.open(replace(QUICK, request_bytes_max=1_000))
    read = 0

    async def receive() -> dict[str, Any]:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b" " * 400, "more_body": True}

    sent: list[tuple[int, Any]] = []

    async def send(message: Any) -> None:
        sent.append((read, message))

    await desk.api(scope("POST", EMAIL, "", {"authorization": basic("ada")}, "10.0.0.7"), receive, send)
    (at, start), (_, body), (end, last) = sent
    assert (at, start["status"]) == (3, 413)
    assert (b"connection", b"close") in start["headers"]
    assert body["body"].startswith(b'{"statusCode":10')
    assert (last["body"], end * 400 <= 64 * 1024 * 1024 + 2_000) == (b"", True)


async def test_an_announced_body_over_the_limit_is_413_before_a_byte_is_read(desk: Desk) -> None:
    headers = {"content-length": str(4 * 1024 * 1024 + 1)}
    assert (await desk.ask("POST", EMAIL, b"{}", as_="ada", headers=headers)).pair == (413, 10)


async def test_who_may_not_ask_sends_no_body(desk: Desk) -> None:
    headers = {"content-length": str(10**9)}
    assert (await desk.ask("POST", EMAIL, b"{}", headers=headers)).pair == (403, 20)


async def test_a_body_in_pieces_is_one_body(desk: Desk) -> None:
    reply = await desk.ask("POST", EMAIL, as_="ada", chunks=[b'{"operation', b'Name":"Rej', b'ect"}'])
    assert reply.pair == (404, 6)


async def test_headers_and_queries_have_their_limits(desk: Desk) -> None:
    assert (await desk.ask("GET", "/api/v2/me", headers={"x": "y" * 40_000})).pair == (431, 10)
    assert (await desk.ask("GET", "/api/v2/me", headers={f"x{n}": "y" for n in range(101)})).pair == (431, 10)
    assert (await desk.ask("GET", "/api/v2/me?" + "y" * 9_000)).pair == (414, 10)
    many = "&".join(f"a{n}=b" for n in range(101))
    assert (await desk.ask("GET", f"/api/v2/me?{many}", as_="ada")).pair == (400, 10)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v2",
        "/api/v2/",
        "/api/v2/nowhere",
        "/api/v2/me//emails",
        "/api/v2/ME",
        "/api/v3/me",
        "/api/v2/me/emails/a/b",
    ],
)
async def test_an_unknown_path_is_404_and_6(desk: Desk, path: str) -> None:
    assert (await desk.ask("GET", path, as_="ada")).pair == (404, 6)


@pytest.mark.parametrize("path", ["/favicon.ico", "/", "/apix", ""])
async def test_outside_the_api_nobody_is_asked_who_he_is(desk: Desk, path: str) -> None:
    assert (await desk.ask("GET", path)).pair == (404, 6)


@pytest.mark.parametrize("path", ["/api/v2/me/", "/api/v2/me/channels/", "/api/v2/me/emails/", "/api/v2/queues/"])
async def test_a_trailing_slash_is_allowed_also_before_the_query(desk: Desk, path: str) -> None:
    assert (await desk.ask("GET", path + "?subresources=channels", as_="ada")).pair == (200, 0)


async def test_a_method_that_is_not_served_is_405_with_what_is_allowed(desk: Desk) -> None:
    reply = await desk.ask("DELETE", "/api/v2/me", as_="ada")
    assert reply.pair == (405, 3)
    assert reply.headers["allow"] == "GET, POST, HEAD, OPTIONS"
    assert (await desk.ask("POST", "/api/v2/skills", {}, as_="ada")).pair == (405, 3)
    assert (await desk.ask("GET", f"/api/v2/users/{ADA}/channels/email", as_="ada")).pair == (405, 3)
    assert (await desk.ask("POST", "/api/v2/diagnostics/version", {})).pair == (405, 3)


async def test_head_is_get_without_the_body(desk: Desk) -> None:
    whole = await desk.ask("GET", "/api/v2/me", as_="ada")
    head = await desk.ask("HEAD", "/api/v2/me", as_="ada")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.body))


async def test_options_says_what_is_allowed(desk: Desk) -> None:
    reply = await desk.ask("OPTIONS", "/api/v2/me/emails", as_="ada")
    assert (reply.status, reply.body, reply.headers["allow"]) == (200, b"", "GET, POST, HEAD, OPTIONS")
    assert (await desk.ask("OPTIONS", "/api/v2/me/emails")).pair == (403, 20)


class Failing:
    """A performer that raises."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    async def on_email(self, request: object, *, insight: bool) -> Any:
        raise self.error


@pytest.mark.parametrize(
    ("error", "pair"),
    [
        (Refused(1, "."), (400, 1)),
        (Refused(2, "."), (400, 2)),
        (Refused(3, "."), (403, 3)),
        (Refused(4, "."), (500, 4)),
        (Refused(4, ".", http=503), (503, 4)),
        (Refused(5, "."), (403, 5)),
        (Refused(6, "."), (404, 6)),
        (Refused(10, "."), (400, 10)),
        (Refused(11, "."), (400, 11)),
        (Refused(12, "."), (500, 12)),
        (Refused(18, "."), (409, 18)),
        (Refused(19, "."), (409, 19)),
        (StoreDown(), (503, 4)),
        (KeyError("x"), (500, 4)),
        (RecursionError(), (500, 4)),
    ],
)
async def test_every_statuscode_has_its_http_status(error: Exception, pair: tuple[int, int]) -> None:
    desk = await Desk.open(performer=Failing(error))
    reply = await desk.ask("POST", EMAIL, REJECT, as_="ada")
    assert reply.pair == pair
    assert set(reply.json) == {"statusCode", "statusMessage"}
    unforeseen = not isinstance(error, Refused | StoreDown)
    assert [event for event, _ in desk.log] == (["request_failed"] if unforeseen else [])


async def test_an_error_carries_the_cookie_of_a_new_session_all_the_same(desk: Desk) -> None:
    assert (await desk.ask("GET", "/api/v2/nowhere", as_="ada")).cookie is not None


async def test_who_must_change_his_password_gets_8_everywhere_else(desk: Desk) -> None:
    await credential(desk.house, BOB, must_change=True)
    for method, path, body in (
        ("GET", "/api/v2/me", None),
        ("GET", "/api/v2/nowhere", None),
        ("POST", EMAIL, REJECT),
        ("POST", "/api/v2/me", {"operationName": "StartContactCenterSession"}),
        ("POST", "/api/v2/notifications", []),
    ):
        assert (await desk.ask(method, path, body, as_="bob")).pair == (403, 8)


async def test_a_client_that_goes_away_while_it_sends_gets_nothing_and_breaks_nothing(desk: Desk) -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        raise AssertionError("nobody is there")

    await desk.api(scope("POST", EMAIL, "", {"authorization": basic("ada")}, "10.0.0.7"), receive, send)
    assert desk.log == []


@pytest.mark.parametrize("path", [EMAIL, "/api/v2/notifications"])
async def test_a_body_that_trickles_is_given_up(path: str) -> None:
    desk = await Desk.open(replace(QUICK, request_body_timeout_seconds=0.05))  # type: ignore[arg-type]

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(5)
        return {}

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    await desk.api(scope("POST", path, "", {"authorization": basic("ada")}, "10.0.0.7"), receive, send)
    assert sent[0]["status"] == 408
