"""How an `Answer` leaves over ASGI, and how headers get into answers that others give."""

from __future__ import annotations

import asyncio

from proffer.api.call import Answer, Header
from proffer.api.ports import Message, Receive, Scope, Send

LINGER_SECONDS = 5  # so long, and so much, is thrown away of a body that is too large
LINGER_BYTES_MAX = 64 * 1024 * 1024

_STARTS = ("http.response.start", "websocket.accept")


async def send_answer(send: Send, answer: Answer, *, with_body: bool = True) -> None:
    """Status and headers, then the body."""
    headers = list(answer.headers)
    if answer.status not in (204, 304):
        headers.append((b"content-length", b"%d" % len(answer.body)))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body if with_body else b""})


async def send_and_linger(receive: Receive, send: Send, answer: Answer) -> None:
    """An answer to a request whose body is not wanted: a client still sending would lose it if we just closed.

    So what it sends is thrown away for a while before the connection ends.
    """
    headers = [*answer.headers, (b"content-length", b"%d" % len(answer.body))]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body, "more_body": True})
    try:
        async with asyncio.timeout(LINGER_SECONDS):
            await _thrown_away(receive)
    except TimeoutError:
        pass
    await send({"type": "http.response.body", "body": b""})


async def _thrown_away(receive: Receive) -> None:
    size = 0
    while size < LINGER_BYTES_MAX:
        message = await receive()
        size += len(message.get("body", b""))
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return


async def deny_websocket(scope: Scope, receive: Receive, send: Send, answer: Answer) -> None:
    """Refuses the upgrade with the answer's status where the server can, else with its plain 403."""
    await receive()  # websocket.connect
    if "websocket.http.response" not in scope.get("extensions", {}):
        return await send({"type": "websocket.close", "code": 1008})
    headers = [*answer.headers, (b"content-length", b"%d" % len(answer.body))]
    await send({"type": "websocket.http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": answer.body})
    return None


def replaying(receive: Receive, body: bytes) -> Receive:
    """A `receive` that first brings a body which was read already."""
    is_told = False

    async def receiving() -> Message:
        nonlocal is_told
        if is_told:
            return await receive()
        is_told = True
        return {"type": "http.request", "body": body}

    return receiving


def with_headers(send: Send, added: tuple[Header, ...]) -> Send:
    """A `send` that puts further headers into the first message."""
    if not added:
        return send

    async def sending(message: Message) -> None:
        if message["type"] in _STARTS:
            message = {**message, "headers": [*message.get("headers", ()), *added]}
        await send(message)

    return sending
