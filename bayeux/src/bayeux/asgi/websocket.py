"""WebSocket: each text frame is a JSON array of messages, both ways; messages are pushed as they come.

The session is not ended by the socket: it may go on over another one, or over long-polling.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from bayeux import errors, messages
from bayeux.asgi.clock import keep_time, now_ms
from bayeux.asgi.long_polling import failure
from bayeux.asgi.origin import Origins
from bayeux.asgi.socket_link import SocketClosed, SocketLink
from bayeux.asgi.types import Event, Identify, Receive, Scope, Send, fields, nobody
from bayeux.messages import Malformed, Message
from bayeux.server import Server

_BAD_TYPE, _BAD_DATA, _TOO_BIG = 1003, 1007, 1009  # RFC 6455, section 7.4.1
_REFUSALS = {403: errors.ORIGIN_DENIED, 405: errors.METHOD_INVALID, 503: errors.SERVER_STOPPING}


class WebSocket:
    """An ASGI application for websocket scopes; `serve` is for an application that has authenticated by itself."""

    def __init__(self, server: Server, *, identify: Identify = nobody, allowed_origins: Collection[str] = ()) -> None:
        self.server = server
        self._identify = identify
        self._origins = Origins(allowed_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Accept the socket and serve it; 403 for a foreign page, 405 if WebSocket is off, 503 when stopping."""
        await self.serve(scope, receive, send, self._identify(scope))

    async def serve(self, scope: Scope, receive: Receive, send: Send, principal: str | None) -> None:
        """Serve one socket, whose messages all come from this principal, until it closes."""
        await receive()  # websocket.connect
        refusal = self._refusal(scope)
        if refusal is not None:
            return await refuse(scope, send, refusal)
        keep_time(self.server)
        await send({"type": "websocket.accept"})
        link = SocketLink(self.server, send)
        reader = asyncio.ensure_future(self._read(receive, link, principal))
        writer = asyncio.ensure_future(link.write())
        link.abort = reader.cancel
        writer.add_done_callback(link.writer_ended)
        self.server.links.add(link)
        try:
            await asyncio.wait({reader})
        finally:
            self.server.links.discard(link)
            reader.cancel()
            writer.cancel()
            link.close()
        for outcome in await asyncio.gather(reader, writer, return_exceptions=True):
            if isinstance(outcome, Exception) and not isinstance(outcome, SocketClosed):
                raise outcome
        return None

    async def _read(self, receive: Receive, link: SocketLink, principal: str | None) -> None:
        while True:
            event = await receive()
            if event["type"] == "websocket.disconnect":
                return
            received, close_code = self._decode(event)
            if close_code is not None:
                link.finish(close_code)  # its echo, or the end of patience, comes as a disconnect
            elif received:  # Faye's client sends [] as a sign of life and wants no answer
                await link.accept(self.server.receive(received, principal, now_ms(), link))

    def _decode(self, event: Event) -> tuple[list[Message], int | None]:
        """The messages of a frame, or the code to close the socket with."""
        text = event.get("text")
        if text is None:
            return [], _BAD_TYPE
        if len(text) > self.server.options.message_bytes_max:
            return [], _TOO_BIG
        try:
            return messages.decode(text), None
        except Malformed:
            return [], _BAD_DATA

    def _refusal(self, scope: Scope) -> int | None:
        if not self.server.options.websocket:
            return 405
        if self.server.is_stopping:
            return 503
        return None if self._origins.allows(fields(scope)) else 403


async def refuse(scope: Scope, send: Send, status: int) -> None:
    """Answer the upgrade with a plain HTTP status, so that a client falls back to long-polling."""
    if "websocket.http.response" not in scope.get("extensions", {}):
        return await send({"type": "websocket.close"})
    answer = failure(status, _REFUSALS[status])
    await send({"type": "websocket.http.response.start", "status": status, "headers": answer.headers})
    await send({"type": "websocket.http.response.body", "body": answer.body})
    return None
