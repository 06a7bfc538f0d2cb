"""The long-polling shell over HTTP/1.1: bodies, headers, paths, statuses."""

from __future__ import annotations

import asyncio
import json
import time
from urllib.parse import urlencode

import pytest
from bayeux_sockets import RawClient, http, run, site

from bayeux import Server
from bayeux.asgi import LongPolling
from bayeux.asgi.clock import now_ms

SHAKE = b'{"channel":"/meta/handshake","id":"1"}'


def error_of(body: bytes) -> str:
    (message,) = json.loads(body)
    assert message["successful"] is False
    return str(message["error"])


def test_every_sub_path_is_the_same_endpoint_and_an_object_is_as_good_as_an_array() -> None:
    async def test() -> None:
        async with site() as here:
            for path in ("/bayeux", "/bayeux/", "/bayeux/handshake", "/bayeux/connect", "/bayeux/disconnect/"):
                for body in (SHAKE, b"[" + SHAKE + b"]"):
                    status, _, answer = await http(here, "POST", path, body)
                    assert (status, json.loads(answer)[0]["successful"]) == (200, True)

    run(test)


def test_the_headers_of_an_answer() -> None:
    async def test() -> None:
        async with site() as here:
            _, headers, _ = await http(here, "POST", "/bayeux", SHAKE)
            assert headers["content-type"] == "application/json;charset=UTF-8"
            assert headers["cache-control"] == "no-cache, no-store"
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["x-accel-buffering"] == "no"
            assert headers["set-cookie"].startswith("BAYEUX_BROWSER=")
            assert "; Path=/; HttpOnly" in headers["set-cookie"]
            _, headers, _ = await http(here, "POST", "/bayeux", SHAKE, cookie="a=b; BAYEUX_BROWSER=x")
            assert "set-cookie" not in headers
            _, headers, _ = await http(here, "POST", "/bayeux", b'{"channel":"/meta/connect"}')
            assert "set-cookie" not in headers, "only at the handshake"

    run(test)


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        (b"", 400, "400::body_invalid"),
        (b"nonsense", 400, "400::body_invalid"),
        (b'[{"channel":"/a","data":"\xff"}]', 400, "400::body_invalid"),
        (b"[]", 400, "400::body_empty"),
        (b" " * 70_000, 413, "413::body_too_large"),
        (b"[" * 60_000, 400, "400::body_invalid"),
        (b"7", 200, "400::message_invalid"),
    ],
)
def test_a_body_that_is_no_bayeux_gets_an_error_in_an_array(body: bytes, status: int, error: str) -> None:
    async def test() -> None:
        async with site() as here:
            answer = await http(here, "POST", "/bayeux", body)
            assert (answer[0], error_of(answer[2])) == (status, error)
            assert answer[1]["content-type"].startswith("application/json")

    run(test)


def test_forms_and_plain_text_are_accepted() -> None:
    async def test() -> None:
        async with site() as here:
            form = urlencode({"message": SHAKE.decode()}).encode()
            for body, kind in ((form, "application/x-www-form-urlencoded"), (SHAKE, "text/plain;charset=UTF-8")):
                _, _, answer = await http(here, "POST", "/bayeux", body, content_type=kind)
                assert json.loads(answer)[0]["successful"] is True
            kind = "application/x-www-form-urlencoded"
            assert (await http(here, "POST", "/bayeux", b"message=%7B", content_type=kind))[0] == 400
            assert (await http(here, "POST", "/bayeux", b"nothing=1", content_type=kind))[0] == 400

    run(test)


def test_other_methods_are_405_and_options_answers_browsers_of_allowed_pages_only() -> None:
    async def test() -> None:
        async with site(origins=("https://desk.example",)) as here:
            for method in ("GET", "PUT", "DELETE"):
                status, headers, body = await http(here, method, "/bayeux")
                assert (status, headers["allow"], error_of(body)) == (405, "POST, OPTIONS", "405::method_not_allowed")
            status, headers, _ = await http(here, "OPTIONS", "/bayeux", origin="https://desk.example")
            assert status == 204
            assert headers["access-control-allow-origin"] == "https://desk.example"
            assert headers["access-control-allow-credentials"] == "true"
            assert "authorization" in headers["access-control-allow-headers"]
            _, headers, _ = await http(here, "POST", "/bayeux", SHAKE, origin="https://desk.example")
            assert headers["access-control-allow-origin"] == "https://desk.example"
            for method in ("OPTIONS", "POST"):
                _, headers, _ = await http(here, method, "/bayeux", SHAKE, origin="https://evil.example")
                assert "access-control-allow-origin" not in headers

    run(test)


def test_a_page_of_another_host_cannot_post_what_its_browser_sends_without_asking() -> None:
    async def test() -> None:
        async with site() as here:
            evil = {"origin": "https://evil.example"}
            for kind in ("text/plain", "application/x-www-form-urlencoded"):
                status, _, body = await http(here, "POST", "/bayeux", SHAKE, content_type=kind, **evil)
                assert (status, error_of(body)) == (403, "403::origin_denied")
            assert len(here.server) == 0
            own = {"origin": "https://desk.example"}
            assert (await http(here, "POST", "/bayeux", SHAKE, **own))[0] == 200
            forwarded = {"origin": "https://outside.example", "x_forwarded_host": "outside.example"}
            assert (await http(here, "POST", "/bayeux", SHAKE, **forwarded))[0] == 200

    run(test)


def test_a_client_id_of_another_principal_is_unknown() -> None:
    async def test() -> None:
        async with site() as here:
            ada = await RawClient(here, "ada").open()
            ada.principal = "eve"
            (reply,) = await ada.ask({"channel": "/meta/connect"})
            assert reply["error"] == "402::session_unknown"

    run(test)


def test_the_older_of_two_polls_gets_http_500_and_the_newer_is_held() -> None:
    async def test() -> None:
        async with site() as here:
            ada = await RawClient(here).open("/a")
            body = json.dumps({"channel": "/meta/connect", "clientId": ada.client_id, "id": "old"}).encode()
            older = asyncio.create_task(http(here, "POST", "/bayeux", body, x_principal="ada"))
            await asyncio.sleep(0.05)
            await ada.hold()
            status, _, answer = await older
            assert (status, json.loads(answer)[0]["successful"]) == (500, False)
            here.server.deliver("ada", "/a", b"1")
            assert [message.get("data") for message in await ada.read()] == [1, None]

    run(test)


def test_polls_are_answered_when_their_time_is_over() -> None:
    async def test() -> None:
        async with site(timeout_ms=100) as here:
            ada = await RawClient(here).open("/a")
            start = time.monotonic()
            (reply,) = await ada.ask({"channel": "/meta/connect"})
            assert reply["successful"] is True
            assert 0.09 < time.monotonic() - start < 0.5

    run(test)


def test_an_embedding_application_can_use_the_exchange_itself() -> None:
    async def test() -> None:
        server = Server()
        polling = LongPolling(server)
        answer = await polling.exchange(SHAKE, "ada", has_cookie=False)
        client_id = json.loads(answer.body)[0]["clientId"].encode()
        assert (answer.status, answer.has_nobody) == (200, False)
        assert any(name == b"set-cookie" for name, _ in answer.headers)
        connect = b'{"channel":"/meta/connect","clientId":"%s"}' % client_id
        await polling.exchange(connect, "ada")
        subscribe = b'{"channel":"/meta/subscribe","subscription":"/a","clientId":"%s"}' % client_id
        await polling.exchange(subscribe, "ada")

        gone = asyncio.Event()
        held = asyncio.create_task(polling.exchange(connect, "ada", gone.wait))
        await asyncio.sleep(0.01)
        gone.set()
        server.deliver("ada", "/a", b"1")
        answer = await held
        assert answer.has_nobody
        answer.settle(written=False)

        answer = await polling.exchange(connect, "ada", asyncio.Event().wait)
        assert json.loads(answer.body)[0]["data"] == 1
        answer.settle(written=False)
        answer = await polling.exchange(connect, "ada")
        assert json.loads(answer.body)[0]["data"] == 1
        answer.settle(written=True)

        held = asyncio.create_task(polling.exchange(connect, "ada", asyncio.Event().wait))
        await asyncio.sleep(0.01)
        held.cancel()
        await asyncio.gather(held, return_exceptions=True)
        server.deliver("ada", "/a", b"2")
        answer = await polling.exchange(connect, "ada")
        assert json.loads(answer.body)[0]["data"] == 2

    run(test)


def test_a_thousand_held_polls_are_answered_at_shutdown_in_well_under_a_second() -> None:
    async def test() -> None:
        async with site(sessions_per_principal_max=2_000) as here:
            clients = [RawClient(here) for _ in range(1_000)]
            for client in clients:
                session = here.server.life.open("ada", False, now_ms())
                session.connected = True
                client.client_id = session.client_id
                await client.hold()
            start = time.monotonic()
            here.server.shutdown()
            answers = [await client.read() for client in clients]
            assert time.monotonic() - start < 1
            assert {answer[0]["advice"]["reconnect"] for answer in answers} == {"retry"}
            assert len({answer[0]["advice"]["interval"] for answer in answers}) > 100

    run(test)
