"""Clients that make our protocol class wait: each wait has an end."""

from __future__ import annotations

import asyncio
from typing import Any

from proffer.http_front import Limits
from tests.edges.http_front.serving import Site, body_of, echo, say, serving, until

GET = b"GET / HTTP/1.1\r\nHost: x\r\n"
LIMITS = Limits(keep_alive_seconds=75, head_seconds=20, unread_answer_seconds=60)


async def connected(site: Site, count: int = 1) -> None:
    await until(lambda: len(site.state.connections) == count)


async def test_a_connection_without_a_request_is_closed_after_keep_alive_seconds() -> None:
    async with serving(echo, limits=LIMITS) as site:
        fresh, used = await site.line(), await site.line(GET + b"\r\n")
        await used.answer()
        await connected(site, 2)
        site.pass_time(75)
        assert len(site.state.connections) == 2
        site.pass_time(1)
        assert await asyncio.gather(fresh.rest(), used.rest()) == [b"", b""]


async def test_a_head_that_trickles_is_408_however_often_a_byte_comes() -> None:
    async with serving(echo, limits=LIMITS) as site:
        line = await site.line()
        await connected(site)
        (connection,) = site.state.connections
        connection.data_received(b"GET / HTTP/1.1\r\n")
        for _ in range(20):
            connection.data_received(b"a: b\r\n")
            site.pass_time(1)
        assert not connection.transport.is_closing()
        site.pass_time(1)
        assert (await line.answer())[0] == 408
        assert await line.rest() == b""


async def test_a_request_that_is_held_is_held_as_long_as_the_application_likes() -> None:
    release = asyncio.Event()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await release.wait()
        await say(send, b"at last")

    async with serving(app, limits=LIMITS) as site:
        line = await site.line(GET + b"\r\n")
        await until(lambda: len(site.state.tasks) == 1)
        site.pass_time(1_000)
        release.set()
        assert (await line.answer())[2] == b"at last"


async def refuses(scope: Any, receive: Any, send: Any) -> None:
    await say(send, b"no", 403)


async def test_the_rest_of_a_body_nobody_wants_is_thrown_away_and_the_connection_goes_on() -> None:
    async with serving(refuses, limits=LIMITS) as site:
        line = await site.line(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n")
        assert (await line.answer())[0] == 403
        line.writer.write(b" " * 300_000 + GET + b"\r\n")
        assert (await line.answer())[0] == 403


async def test_but_not_for_ever_and_not_without_end() -> None:
    async with serving(refuses, limits=Limits(head_seconds=20, unread_body_bytes_max=1_000)) as site:
        line = await site.line(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n")
        assert (await line.answer())[0] == 403
        site.pass_time(21)
        assert await line.rest() == b""
        line = await site.line(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n")
        assert (await line.answer())[0] == 403
        line.writer.write(b" " * 2_000)
        assert await line.rest() == b""


async def test_a_refused_body_that_was_to_come_after_100_ends_the_connection() -> None:
    async with serving(refuses) as site:
        line = await site.line(b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
        status, headers, _ = await line.answer()
        assert (status, headers["connection"], await line.rest()) == (403, "close", b"")


async def test_nobody_is_told_to_go_on_after_his_answer_has_begun() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 413, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"no", "more_body": True})
        await body_of(receive)
        await send({"type": "http.response.body"})

    async with serving(app) as site:
        line = await site.line(b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
        assert (await line.answer())[0] == 413
        line.writer.write(b"abc")
        assert await line.rest() == b""


async def test_a_client_that_does_not_read_stops_the_application_and_is_cut_off_when_nothing_moves() -> None:
    sent: list[int] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await body_of(receive)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while True:
            await send({"type": "http.response.body", "body": b" " * 1_000_000, "more_body": True})
            sent.append(len(sent))

    async with serving(app, limits=LIMITS) as site:
        line = await site.line(GET + b"\r\n")
        await line.reader.readuntil(b"\r\n\r\n")
        (connection,) = site.state.connections
        await until(lambda: connection.outgoing.is_full)
        for _ in range(3):  # it reads a little now and then: that is slow, not dead
            written = len(sent)
            site.pass_time(60)
            await line.reader.readexactly(2_000_000)
            await until(lambda written=written: len(sent) > written and connection.outgoing.is_full)
        stopped_at = len(sent)
        site.pass_time(61)
        await until(lambda: not site.state.connections)
        await until(lambda: not site.state.tasks)
        assert len(sent) == stopped_at
