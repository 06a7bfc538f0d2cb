"""What HTTP/1.1 asks of a server, on our protocol class and on uvicorn's."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from proffer.http_front import Front
from tests.edges.http_front.serving import App, body_of, echo, ignore, say, serving, until

POST = b"POST /a HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture(params=["ours", "uvicorn"])
def http(request: pytest.FixtureRequest) -> Front | str:
    return Front(ignore) if request.param == "ours" else "httptools"


async def test_method_path_query_and_body_come_as_they_were_sent(http: Front | str) -> None:
    async with serving(echo, http) as site:
        line = await site.line(b"GET /a%20b/%C3%BC?c=%20d HTTP/1.1\r\nHost: x\r\n\r\n")
        assert await line.answer() == (200, {"content-length": "19"}, "GET /a b/ü?c=%20d ".encode())
        line.writer.write(POST + b"Content-Length: 3\r\n\r\nabc")
        assert (await line.answer())[2] == b"POST /a? abc"


async def test_a_body_may_come_in_chunks_and_in_any_pieces(http: Front | str) -> None:
    async with serving(echo, http) as site:
        line = await site.line()
        for byte in POST + b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n4;x=y\r\ncdef\r\n0\r\nTrailer: t\r\n\r\n":
            line.writer.write(bytes([byte]))
            await asyncio.sleep(0)
        assert (await line.answer())[2] == b"POST /a? abcdef"


async def test_pipelined_requests_are_answered_one_after_the_other_in_their_order(http: Front | str) -> None:
    running = most = 0

    async def app(scope: Any, receive: Any, send: Any) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        body = await body_of(receive)
        await asyncio.sleep(0.001)
        running -= 1
        await say(send, scope["path"].encode() + body)

    async with serving(app, http) as site:
        texts = [b"POST /%d HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n%d" % (n, n) for n in range(5)]
        line = await site.line(b"".join(texts))
        assert [(await line.answer())[2] for _ in range(5)] == [b"/00", b"/11", b"/22", b"/33", b"/44"]
        assert most == 1


async def test_head_gets_the_headers_alone_and_the_connection_goes_on(http: Front | str) -> None:
    async with serving(echo, http) as site:
        line = await site.line(b"HEAD /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await line.answer(with_body=False))[1]["content-length"] == "9"
        assert (await line.answer())[2] == b"GET /b? "


async def test_an_answer_without_a_length_goes_out_in_chunks(http: Front | str) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for part in (b"ab", b"", b"cdef"):
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body"})

    async with serving(app, http) as site:
        line = await site.line(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert (await line.answer())[1]["transfer-encoding"] == "chunked"
        assert await line.rest() == b"2\r\nab\r\n4\r\ncdef\r\n0\r\n\r\n"


async def test_no_content_has_no_body_and_no_length(http: Front | str) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    async with serving(app, http) as site:
        line = await site.line(b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n")
        for _ in range(2):
            status, headers, _ = await line.answer()
            assert (status, set(headers)) == (204, set())


@pytest.mark.parametrize("text", [b"GET / HTTP/1.0\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"])
async def test_a_client_that_wants_one_answer_sees_the_connection_close(http: Front | str, text: bytes) -> None:
    async with serving(echo, http) as site:
        line = await site.line(text)
        status, headers, _ = await line.answer()
        assert (status, headers["connection"], await line.rest()) == (200, "close", b"")


async def test_a_client_that_waits_for_100_is_told_to_go_on_when_its_body_is_wanted(http: Front | str) -> None:
    async with serving(echo, http) as site:
        line = await site.line(POST + b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\n")
        assert await line.reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        line.writer.write(b"abc")
        assert (await line.answer())[2] == b"POST /a? abc"


async def test_a_held_request_hears_that_its_client_has_left(http: Front | str) -> None:
    heard: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await body_of(receive)
        heard.append("held")
        heard.append((await receive())["type"])

    async with serving(app, http) as site:
        line = await site.line(POST + b"Content-Length: 1\r\n\r\na")
        await until(lambda: heard == ["held"])
        line.writer.close()
        await until(lambda: heard == ["held", "http.disconnect"])


async def test_a_body_is_read_no_further_ahead_than_asked_for(http: Front | str) -> None:
    asked = asyncio.Event()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await asked.wait()
        await say(send, b"%d" % len(await body_of(receive)))

    size = 32 * 1024 * 1024
    async with serving(app, http) as site:
        line = await site.line(POST + b"Content-Length: %d\r\n\r\n" % size)
        line.writer.transport.set_write_buffer_limits(0)
        line.writer.write(b" " * size)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await line.writer.drain()
        asked.set()
        assert (await line.answer())[2] == b"%d" % size


@pytest.mark.parametrize("value", [b"a\r\nset-cookie: b", b"a\nb", b"a\0b"])
async def test_an_answer_cannot_be_split_by_what_an_application_puts_into_a_header(
    http: Front | str, value: bytes
) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await say(send, b"", 200, (b"x-a", value))

    async with serving(app, http) as site:
        answer = await (await site.line(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).rest()
        assert b"x-a" not in answer


async def fails(scope: Any, receive: Any, send: Any) -> None:
    raise LookupError("nobody foresaw it")


async def says_nothing(scope: Any, receive: Any, send: Any) -> None:
    pass


async def says_too_little(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"9")]})
    await send({"type": "http.response.body", "body": b"ab", "more_body": True})


@pytest.mark.parametrize("app", [fails, says_nothing])
async def test_an_application_that_does_not_answer_is_a_500_and_the_end_of_the_connection(
    http: Front | str, app: App
) -> None:
    async with serving(app, http) as site:
        line = await site.line(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await line.answer())[0] == 500
        assert await line.rest() == b""


async def test_an_answer_that_is_broken_off_ends_the_connection(http: Front | str) -> None:
    async with serving(says_too_little, http) as site:
        line = await site.line(b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await line.rest()).endswith(b"\r\n\r\nab")


async def test_a_server_that_stops_closes_idle_connections_and_answers_requests_under_way(http: Front | str) -> None:
    held = asyncio.Event()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == "/held":
            await held.wait()
        await say(send, b"done")

    async with serving(app, http) as site:
        idle, busy = await site.line(), await site.line(b"GET /held HTTP/1.1\r\nHost: x\r\n\r\n")
        await until(lambda: len(site.state.tasks) == 1 and len(site.state.connections) == 2)
        for connection in tuple(site.state.connections):
            connection.shutdown()
        assert await idle.rest() == b""
        held.set()
        status, headers, body = await busy.answer()
        assert (status, headers["connection"], body, await busy.rest()) == (200, "close", b"done", b"")
        await until(lambda: not site.state.connections and not site.state.tasks)
