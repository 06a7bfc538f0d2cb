"""The load's agents: each holds a WebSocket or a poll and reacts to the invitations it is told of."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable

from bench.raw_http import Connection, request
from bench.raw_websocket import Socket
from bench.server import Ours

HANDSHAKE = b'[{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["%s"],"id":"1"}]'
SUBSCRIBE = b'{"channel":"/meta/subscribe","clientId":"%s","subscription":"/v2/me/emails","id":"2"}'
CONNECT = b'{"channel":"/meta/connect","clientId":"%s","connectionType":"%s","id":"3"}'
OnInvited = Callable[[int, str], Awaitable[None]]


async def open_sockets(ours: Ours, tasks: set[asyncio.Task[None]], invited: OnInvited) -> list[Socket]:
    """A subscribed WebSocket for each agent; `invited(agent, email)` runs for every invitation."""
    sockets: list[Socket] = []
    for number, cookie in enumerate(ours.cookies):
        client_id: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

        def on_text(text: bytes, number: int = number, client_id: asyncio.Future[bytes] = client_id) -> None:
            if not client_id.done():
                client_id.set_result(json.loads(text)[0]["clientId"].encode())
                return
            _react(text, number, sockets, client_id.result(), tasks, invited)

        socket = await Socket.open(ours.host, ours.port, "/api/v2/notifications", {"cookie": cookie}, on_text)
        sockets.append(socket)
        socket.send(HANDSHAKE % b"websocket")
        known = await client_id
        socket.send(b"[" + SUBSCRIBE % known + b"," + CONNECT % (known, b"websocket") + b"]")
    await asyncio.sleep(0.2)
    return sockets


def _react(
    text: bytes,
    number: int,
    sockets: list[Socket],
    client_id: bytes,
    tasks: set[asyncio.Task[None]],
    invited: OnInvited,
) -> None:
    if b'"/meta/connect"' in text:
        sockets[number].send(b"[" + CONNECT % (client_id, b"websocket") + b"]")
    for email in _invitations(text):
        task = asyncio.ensure_future(invited(number, email))
        tasks.add(task)
        task.add_done_callback(tasks.discard)


def _invitations(text: bytes) -> list[str]:
    """The ids of emails this bundle of messages invites to, without decoding all of it."""
    found: list[str] = []
    at = text.find(b'"state":"Invited"')
    while at >= 0:
        start = text.rfind(b'"id":"', 0, at) + 6
        found.append(text[start : start + 16].decode())
        at = text.find(b'"state":"Invited"', at + 10)
    return found


async def open_polls(ours: Ours, tasks: set[asyncio.Task[None]]) -> None:
    """A held poll for each agent, who rejects what he is invited to."""
    for number, cookie in enumerate(ours.cookies):
        connection = await Connection.open(ours.host, ours.port)
        headers = {"content-type": "application/json", "cookie": cookie}
        _, _, answer = await connection.send(_post(headers, HANDSHAKE % b"long-polling"))
        client_id = json.loads(answer)[0]["clientId"].encode()
        await connection.send(_post(headers, b"[" + SUBSCRIBE % client_id + b"]"))
        poll = _post(headers, b"[" + CONNECT % (client_id, b"long-polling") + b"]")
        await connection.send(poll)  # the first one is answered at once
        tasks.add(asyncio.ensure_future(_poll_for_ever(ours, number, connection, poll, tasks)))


def _post(headers: dict[str, str], body: bytes) -> bytes:
    return request("POST", "/api/v2/notifications", headers, body)


async def _poll_for_ever(
    ours: Ours, number: int, connection: Connection, poll: bytes, tasks: set[asyncio.Task[None]]
) -> None:
    """Holds one poll after the other and rejects whatever the agent is invited to."""
    while True:
        _, _, answer = await connection.send(poll)
        for email in _invitations(answer):
            task = asyncio.ensure_future(ours.reject(number, email))
            tasks.add(task)
            task.add_done_callback(tasks.discard)


async def cancel(tasks: set[asyncio.Task[None]]) -> None:
    """Ends what still runs; the server is about to go, so what it then complains of is no news."""
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
    for task in list(tasks):
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
