"""A load's Bayeux clients: each subscribes, then holds a poll or a WebSocket and hands on what comes, unparsed."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable

from bench.contestants import WEBSOCKET
from bench.raw_http import request
from bench.raw_websocket import Socket

HOST, PATH = "127.0.0.1", "/bayeux"
OPENED_AT_ONCE = 32
HANDSHAKE = '[{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["%s"],"id":"1"}]'
SUBSCRIBE = '[{"channel":"/meta/subscribe","clientId":"%s","subscription":["/client/%d","/client/all"],"id":"2"}]'
CONNECT_AT_ONCE = '[{"channel":"/meta/connect","clientId":"%s","connectionType":"%s","advice":{"timeout":0},"id":"3"}]'
CONNECT = '[{"channel":"/meta/connect","clientId":"%s","connectionType":"%s","id":"4"}]'
Heard = Callable[[int, bytes], None]
"""Called with the client's number and what the server sent: one or many messages in their JSON."""


class Poller(asyncio.Protocol):
    """One keep-alive connection: `ask` for single requests, then `hold` polls for ever, the next as one is answered."""

    def __init__(self, number: int, heard: Heard) -> None:
        self.number, self._heard = number, heard
        self._buffer = b""
        self._holds = False
        self.poll = b""
        self._asked: asyncio.Future[tuple[bytes, bytes]] | None = None
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0 or not _is_whole(self._buffer, end):
            return
        whole, self._buffer = self._buffer, b""
        if self._asked is not None:
            asked, self._asked = self._asked, None
            asked.set_result((whole[:end], whole[end + 4 :]))
            return
        self._heard(self.number, whole)
        if self._holds:
            self._write(self.poll)

    async def ask(self, body: str, headers: dict[str, str]) -> tuple[bytes, bytes]:
        """One request: the answer's head and body."""
        self._asked = asyncio.get_running_loop().create_future()
        self._write(_post(body, headers))
        return await self._asked

    def hold(self, poll: bytes) -> None:
        """Send this poll, and again whenever it was answered."""
        self.poll, self._holds = poll, True
        self._write(poll)

    def close(self) -> None:
        assert self.transport is not None
        self._holds = False
        self.transport.close()

    def _write(self, text: bytes) -> None:
        assert self.transport is not None
        self.transport.write(text)


def _is_whole(text: bytes, end: int) -> bool:
    """Whether the answer has arrived, by its length or its last chunk."""
    at = text.lower().find(b"content-length:", 0, end)
    if at >= 0:
        return len(text) >= end + 4 + int(text[at + 15 : text.find(b"\r\n", at)])
    return text.endswith(b"\r\n0\r\n\r\n")


def _post(body: str, headers: dict[str, str]) -> bytes:
    return request("POST", PATH, headers | {"content-type": "application/json"}, body.encode())


async def open_poller(port: int, number: int, heard: Heard) -> Poller:
    """A client whose first poll is held, or about to be."""
    loop = asyncio.get_running_loop()
    _, poller = await loop.create_connection(lambda: Poller(number, heard), HOST, port)
    head, answer = await poller.ask(HANDSHAKE % "long-polling", {})
    client_id, headers = _client_id(answer), {"cookie": cookie} if (cookie := _cookie(head)) else {}
    for body in (SUBSCRIBE % (client_id, number), CONNECT_AT_ONCE % (client_id, "long-polling")):
        _check((await poller.ask(body, headers))[1])
    poller.hold(_post(CONNECT % (client_id, "long-polling"), headers))
    return poller


async def open_socket(port: int, number: int, heard: Heard) -> Socket:
    """A client whose /meta/connect is held, or about to be."""
    answers: asyncio.Queue[bytes] = asyncio.Queue()
    socket = await Socket.open(HOST, port, PATH, {}, answers.put_nowait)
    socket.send(HANDSHAKE.encode() % b"websocket")
    client_id = _client_id(await answers.get())
    for body in (SUBSCRIBE % (client_id, number), CONNECT_AT_ONCE % (client_id, "websocket")):
        socket.send(body.encode())
        _check(await answers.get())
    connect = (CONNECT % (client_id, "websocket")).encode()

    def on_text(text: bytes) -> None:
        heard(number, text)
        if b'"/meta/connect"' in text:
            socket.send(connect)

    socket.on_text = on_text
    socket.send(connect)
    return socket


async def open_clients(port: int, transport: str, numbers: range, heard: Heard) -> list[Poller | Socket]:
    """Many clients, some at a time."""
    gate = asyncio.Semaphore(OPENED_AT_ONCE)
    opens = open_socket if transport == WEBSOCKET else open_poller

    async def one(number: int) -> Poller | Socket:
        async with gate:
            return await opens(port, number, heard)

    return await asyncio.gather(*(one(number) for number in numbers))


def _json_of(answer: bytes) -> list[dict[str, object]]:
    """The messages of a body, which may be chunked."""
    found: list[dict[str, object]] = json.loads(answer[answer.index(b"[") : answer.rindex(b"]") + 1])
    return found


def _client_id(answer: bytes) -> str:
    return str(_json_of(answer)[0]["clientId"])


def _check(answer: bytes) -> None:
    assert all(reply["successful"] for reply in _json_of(answer)), answer


def _cookie(head: bytes) -> str | None:
    found = re.search(rb"BAYEUX_BROWSER=[^;\r]*", head)
    return found and found[0].decode()
