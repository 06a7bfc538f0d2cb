"""The edge below a real HTTP server: what only a socket shows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from proffer.api.http_server import HttpServer, listen
from proffer.http_front import Front
from tests.edges.api.desk import Desk, basic

WHO = f"Authorization: {basic('ada')}\r\n"


class Line:
    """One TCP connection to the server."""

    def __init__(self, port: int) -> None:
        self.port = port

    async def __aenter__(self) -> Line:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.close()

    async def ask(self, head: str, body: bytes = b"", *, reads_body: bool = True) -> tuple[int, dict[str, str], bytes]:
        """A request as it stands; the status, the headers and the body of the answer."""
        self.writer.write(f"{head}\r\n\r\n".encode() + body)
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines[1:] if line)
        size = int(headers.get("content-length", "0")) if reads_body else 0
        return int(lines[0].split()[1]), headers, await self.reader.readexactly(size)


@pytest.fixture(params=[Front(print), "httptools"], ids=["ours", "uvicorn"])
async def port(desk: Desk, request: pytest.FixtureRequest) -> AsyncIterator[int]:
    async def release() -> None:
        pass

    listening = listen("127.0.0.1", 0)
    server = HttpServer(desk.api, listening, release, http=request.param)
    await server.start()
    yield listening.getsockname()[1]
    await server.stop()


async def test_one_connection_serves_many_requests(port: int) -> None:
    async with Line(port) as line:
        status, headers, body = await line.ask(f"GET /api/v2/me HTTP/1.1\r\nHost: x\r\n{WHO}".rstrip())
        assert (status, body[:15]) == (200, b'{"statusCode":0')
        cookie = headers["set-cookie"].partition(";")[0].replace("jsessionid", "JSESSIONID")
        post = "POST /api/v2/me/emails/1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        status, _, body = await line.ask(f"{post}Cookie: {cookie}\r\nContent-Length: 2", b"{}")
        assert (status, body[:15]) == (400, b'{"statusCode":1')
        status, headers, _ = await line.ask(f"HEAD /api/v2/me HTTP/1.1\r\nHost: x\r\n{WHO}".rstrip(), reads_body=False)
        assert (status, headers["content-type"]) == (200, "application/json;charset=utf-8")
        status, _, _ = await line.ask("GET /api/v2/me HTTP/1.1\r\nHost: x")
        assert status == 403


@pytest.mark.slow  # it waits as long as the server lingers
async def test_after_413_the_connection_is_closed(port: int) -> None:
    async with Line(port) as line:
        post = f"POST /api/v2/me/emails/1 HTTP/1.1\r\nHost: x\r\n{WHO}Content-Length: 9999999"
        status, headers, body = await line.ask(post, b"{")
        assert (status, headers["connection"]) == (413, "close")
        assert b'"statusCode":10' in body
        assert await line.reader.read() == b""


async def test_a_client_that_sends_all_of_a_body_too_large_still_reads_the_answer(port: int) -> None:
    for size in (4_194_305, 20_000_000):
        async with Line(port) as line:
            line.writer.transport.set_write_buffer_limits(0)
            post = f"POST /api/v2/me/emails/1 HTTP/1.1\r\nHost: x\r\n{WHO}Content-Length: {size}\r\n\r\n"
            line.writer.write(post.encode())
            for _ in range(0, size, 65_536):
                line.writer.write(b" " * 65_536)
                await line.writer.drain()
            assert (await line.reader.readline()).split()[1] == b"413"


async def test_a_chunked_body_over_the_limit_is_413(port: int) -> None:
    async with Line(port) as line:
        chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
        post = f"POST /api/v2/me/emails/1 HTTP/1.1\r\nHost: x\r\n{WHO}Transfer-Encoding: chunked"
        status, _, _ = await line.ask(post, chunk * 70)
        assert status == 413


async def test_a_websocket_without_credentials_gets_a_403_with_a_json_body(port: int) -> None:
    async with Line(port) as line:
        status, headers, body = await line.ask(
            "GET /api/v2/notifications HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
        )
        assert (status, headers["content-type"]) == (403, "application/json;charset=utf-8")
        assert b'"statusCode":20' in body
