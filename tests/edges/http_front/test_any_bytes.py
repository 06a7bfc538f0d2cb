"""Requests in any pieces are the same requests; bytes of any kind end in answers or refusals, never in an exception."""

from __future__ import annotations

import asyncio
import re
from random import Random

import uvicorn
from uvicorn.server import ServerState

from proffer.http_front import Front
from proffer.http_front.connection import Connection
from tests.edges.http_front.serving import echo, ignore, until

STREAM = (
    b"GET /a?b HTTP/1.1\r\nHost: x\r\n\r\n"
    b"POST /c HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nfirst"
    b"POST /d HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nsec\r\n3\r\nond\r\n0\r\nT: t\r\n\r\n"
    b"POST /e HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 5\r\n\r\nthird"
    b"HEAD /f HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\r\n"
    b"GET /g HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
)

DAMAGE = (b"", b"\0", b"\r", b"\n", b" ", b"\xff", b":", b"9" * 30)


class Wire(asyncio.Transport):
    """Keeps what is written until it is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.is_closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert not self.is_closed, "nothing is written after the end"
        self.written += data

    def close(self) -> None:
        self.is_closed = True

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass

    def get_write_buffer_size(self) -> int:
        return 0


async def answers_to(pieces: list[bytes]) -> bytes:
    """What a connection writes that these pieces come on; it is lost at the end."""
    config = uvicorn.Config(echo, http=Front(ignore), ws="none", interface="asgi3", log_config=None)  # type: ignore[arg-type]
    config.load()
    state, wire = ServerState(), Wire()
    connection: Connection = config.http_protocol_class(config=config, server_state=state, app_state={})  # type: ignore[call-arg, assignment]
    connection.connection_made(wire)
    for piece in pieces:
        if not wire.is_closed:
            connection.data_received(piece)
            await asyncio.sleep(0)
    for _ in range(60):
        await asyncio.sleep(0)
    connection.connection_lost(None)
    await until(lambda: not state.tasks)
    return wire.written


async def test_requests_are_the_same_in_whatever_pieces_they_come() -> None:
    whole = await answers_to([STREAM])
    assert [whole.count(body) for body in (b"GET /a?b ", b"/c? first", b"/d? second", b"/e? third", b"/g? ")] == [1] * 5
    assert whole.count(b"HTTP/1.1 200") == 6
    random = Random(7)
    for _ in range(60):
        cuts = sorted(random.sample(range(1, len(STREAM)), random.randrange(1, 40)))
        pieces = [STREAM[start:end] for start, end in zip([0, *cuts], [*cuts, len(STREAM)], strict=True)]
        assert await answers_to(pieces) == whole, pieces
    assert await answers_to([STREAM[at : at + 1] for at in range(len(STREAM))]) == whole


async def test_damaged_requests_are_answered_or_refused() -> None:
    random = Random(11)
    refused = 0
    for _ in range(300):
        damaged = bytearray(STREAM)
        for _ in range(random.randrange(1, 4)):
            at = random.randrange(len(damaged))
            damaged[at : at + random.randrange(3)] = random.choice(DAMAGE)
        written = await answers_to([bytes(damaged)])
        statuses = [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", written)]
        assert set(statuses) <= {100, 200, 400, 431, 505}, damaged
        refused += statuses[-1:] == [400]
    assert refused > 50
