"""What our protocol class refuses, before an application sees it, and what it does not let wait."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from proffer.http_front import Limits
from tests.edges.http_front.serving import body_of, echo, say, serving, until

GET = b"GET / HTTP/1.1\r\nHost: x\r\n"
POST = b"POST /a HTTP/1.1\r\nHost: x\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(CHUNKED + b"Content-Length: 3\r\n\r\n0\r\n\r\n", id="length and chunks"),
        pytest.param(POST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc", id="chunks and length"),
        pytest.param(POST + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", id="two lengths"),
        pytest.param(POST + b"Content-Length: 3, 3\r\n\r\nabc", id="two lengths in one"),
        pytest.param(POST + b"Content-Length: +3\r\n\r\nabc", id="signed length"),
        pytest.param(POST + b"Content-Length: 0x3\r\n\r\nabc", id="hexadecimal length"),
        pytest.param(POST + b"Transfer-Encoding: xchunked\r\n\r\nabc", id="unknown coding"),
        pytest.param(POST + b"Transfer-Encoding: chunked, identity\r\n\r\nabc", id="chunked not last"),
        pytest.param(POST + b"Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n", id="vertical tab"),
        pytest.param(b"GET / HTTP/1.1\nHost: x\n\n", id="bare LF"),
        pytest.param(GET + b"A: b\rc\r\n\r\n", id="bare CR"),
        pytest.param(GET + b"A: b\0c\r\n\r\n", id="NUL"),
        pytest.param(GET + b"A: b\r\n c\r\n\r\n", id="folded header"),
        pytest.param(GET + b"A : b\r\n\r\n", id="space before the colon"),
        pytest.param(b"GET / HTTP/1.1\r\n Host: x\r\n\r\n", id="space before the first header"),
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", id="no host"),
        pytest.param(GET + b"Host: y\r\n\r\n", id="two hosts"),
        pytest.param(CHUNKED + b"\r\n3 \r\nabc\r\n0\r\n\r\n", id="space after a chunk's size"),
        pytest.param(CHUNKED + b"\r\n3\nabc\n0\n\n", id="LF after a chunk's size"),
        pytest.param(CHUNKED + b"\r\nfffffffffffffffff\r\n", id="chunk of any size"),
        pytest.param(b"CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", id="connect"),
        pytest.param(b"GET http:// HTTP/1.1\r\nHost: x\r\n\r\n", id="half a URL"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01", id="TLS"),
    ],
)
async def test_what_is_no_plain_http_is_400_and_reaches_no_application(text: bytes) -> None:
    served: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        served.append(scope["path"])
        await body_of(receive)

    async with serving(app) as site:
        line = await site.line(text)
        status, headers, _ = await line.answer()
        assert (status, headers["connection"], await line.rest()) == (400, "close", b"")
        assert not served


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (b"GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505),
        (b"GET /\r\n\r\n", 505),
        (b"GET /" + b"a" * 101 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (GET + b"a: b\r\n" * 20 + b"\r\n", 431),
        (GET + b"a: " + b"b" * 1_000 + b"\r\n\r\n", 431),
        (GET + b"a: " + b"b" * 1_000, 431),
        (b"\r\n" * 600, 400),
    ],
)
async def test_heads_have_limits(text: bytes, status: int) -> None:
    limits = Limits(target_bytes_max=100, headers_max=20, head_bytes_max=1_000)
    async with serving(echo, limits=limits) as site:
        line = await site.line(text)
        assert (await line.answer())[0] == status
        assert await line.rest() == b""


@pytest.mark.parametrize("start", [b"3;", b"0\r\ntrailer: "])
async def test_so_has_what_a_body_may_bring_beside_its_bytes(start: bytes) -> None:
    async with serving(echo, limits=Limits(head_bytes_max=1_000)) as site:
        line = await site.line()
        await until(lambda: len(site.state.connections) == 1)
        (connection,) = site.state.connections
        connection.data_received(CHUNKED + b"\r\n" + start)
        connection.data_received(b"x" * 2_000)
        assert (await line.answer())[0] == 400


async def test_a_large_body_in_the_same_piece_does_not_count_as_head() -> None:
    async with serving(echo, limits=Limits(head_bytes_max=1_000)) as site:
        _, _, body = await site.ask(POST + b"Content-Length: 50000\r\n\r\n" + b"a" * 50_000)
        assert len(body) == 50_009


async def test_what_follows_a_request_and_is_no_http_is_refused_after_the_answer() -> None:
    async with serving(echo) as site:
        line = await site.line(GET + b"\r\nnonsense\r\n\r\n")
        assert (await line.answer())[2] == b"GET /? "
        assert (await line.answer())[0] == 400
        assert await line.rest() == b""


async def test_what_follows_a_last_request_is_not_looked_at() -> None:
    async with serving(echo) as site:
        line = await site.line(GET + b"Connection: close\r\n\r\n" + GET + b"\r\n")
        assert (await line.answer())[2] == b"GET /? "
        assert await line.rest() == b""


async def test_an_application_hears_that_a_body_is_broken_and_its_client_gets_400() -> None:
    heard: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        while not heard or heard[-1] == "http.request":
            heard.append((await receive())["type"])
        await say(send, b"too late")

    async with serving(app) as site:
        line = await site.line(CHUNKED + b"\r\n3\r\nabc\r\n")
        await until(lambda: heard == ["http.request"])
        line.writer.write(b"nonsense")
        assert (await line.answer())[0] == 400
        assert await line.rest() == b""
        assert heard == ["http.request", "http.disconnect"]


async def test_more_pipelined_requests_than_the_limit_end_the_connection_after_the_answers() -> None:
    async with serving(echo, limits=Limits(pipelined_max=3)) as site:
        line = await site.line((GET + b"\r\n") * 10)
        answers = [(await line.answer())[0] for _ in range(4)]
        assert (answers, await line.rest()) == ([200, 200, 200, 503], b"")


async def test_a_trailer_is_no_header() -> None:
    seen: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await body_of(receive)
        seen.extend(name for name, _ in scope["headers"])
        await say(send, b"")

    async with serving(app) as site:
        await site.ask(CHUNKED + b"\r\n0\r\nCookie: a=b\r\n\r\n")
        assert seen == [b"host", b"transfer-encoding"]


async def test_the_wish_for_http_2_is_ignored_and_the_body_is_not() -> None:
    h2c = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"
    async with serving(echo) as site:
        line = await site.line(POST + h2c + b"Content-Length: 3\r\n\r\nabc" + GET + h2c + b"\r\n" + GET + b"\r\n")
        assert [(await line.answer())[2] for _ in range(3)] == [b"POST /a? abc", b"GET /? ", b"GET /? "]


async def test_a_websocket_cannot_begin_before_the_request_before_it_is_answered_nor_speak_before_it_is_accepted() -> (
    None
):
    upgrade = GET + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    async with serving(echo) as site:
        line = await site.line(GET + b"\r\n" + upgrade)
        assert [(await line.answer())[0] for _ in range(2)] == [200, 400]
        assert (await site.ask(upgrade + b"\x81\x00"))[0] == 400


async def test_who_has_left_is_no_longer_answered() -> None:
    raised: list[Exception] = []
    left = asyncio.Event()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await body_of(receive)
        left.set()
        await receive()
        try:
            await say(send, b"too late")
        except OSError as error:
            raised.append(error)
            raise

    async with serving(app) as site:
        line = await site.line(GET + b"\r\n")
        await left.wait()
        line.writer.transport.abort()
        await until(lambda: len(raised) == 1)
