"""Long-polling: a client's POST waits until there is something to say.

The case that loses messages elsewhere: a client closes a held poll, and a message comes right after. So while a
poll is held, and some turns of the loop longer, the shell watches for the client to leave (`leaving.py`), and whatever
could not be written is the next thing the client gets. What no server can see without acknowledgements: a client
that vanishes without a word, or whose close is still under way when the answer is written.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Collection

from bayeux import errors, messages
from bayeux.asgi.clock import keep_time, now_ms
from bayeux.asgi.leaving import Gone, LastTurns, Watch
from bayeux.asgi.origin import Headers, Origins
from bayeux.asgi.types import Identify, Receive, Scope, Send, fields, header, nobody
from bayeux.exchange import Exchange
from bayeux.messages import Malformed, Message, Reply
from bayeux.server import Server

COOKIE_ATTRIBUTES = "Path=/; HttpOnly; SameSite=Lax"

_HEADERS: Headers = [
    (b"content-type", b"application/json;charset=UTF-8"),
    (b"cache-control", b"no-cache, no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-accel-buffering", b"no"),
]


class HttpAnswer:
    """Write `status`, `headers` and `body` at once, then call `settle`; the body is always a JSON array.

    `has_nobody` is True if the client left before the answer: there is nothing to write.
    """

    __slots__ = ("_exchange", "body", "has_nobody", "headers", "status")

    def __init__(
        self,
        status: int,
        body: bytes,
        cookie: bytes | None = None,
        exchange: Exchange | None = None,
        *,
        has_nobody: bool = False,
    ) -> None:
        self.status = status
        self.body = body
        self.headers: Headers = [*_HEADERS, (b"content-length", b"%d" % len(body))]
        if cookie is not None:
            self.headers.append((b"set-cookie", cookie))
        self.has_nobody = has_nobody
        self._exchange = exchange

    def settle(self, written: bool) -> None:
        """The body was handed to the connection, or could not be: its messages are then kept for the next poll."""
        if self._exchange is not None:
            self._exchange.settle(written, now_ms())


class LongPolling:
    """`exchange` is for an application with an HTTP layer of its own; the object itself is an ASGI application.

    `identify(scope)` names the principal, `allowed_origins` the web pages of other hosts that may call, and
    `cookie_attributes` what BAYEUX_BROWSER is set with (it is only set, never asked for). The path is not looked at:
    mount it at any path, with everything below (`/handshake`, `/connect`, `/`…).
    """

    def __init__(
        self,
        server: Server,
        *,
        identify: Identify = nobody,
        allowed_origins: Collection[str] = (),
        cookie_attributes: str = COOKIE_ATTRIBUTES,
    ) -> None:
        self.server = server
        self._identify = identify
        self._origins = Origins(allowed_origins)
        self._cookie_attributes = cookie_attributes
        self._last_turns = LastTurns()

    async def exchange(
        self,
        body: bytes,
        principal: str | None,
        gone: Gone | None = None,
        *,
        content_type: str = "application/json",
        has_cookie: bool = True,
    ) -> HttpAnswer:
        """One request of a principal to its answer, which may take `timeout_ms`. Never raises for what a client sent.

        Status 200 for everything Bayeux; 400 for a body that is no JSON object or non-empty array, 413 for one that
        is too large, 500 for a poll that a newer one of its session has ended.
        """
        if len(body) > self.server.options.message_bytes_max:
            return failure(413, errors.BODY_TOO_LARGE)
        try:
            received = _decode(body, content_type)
        except Malformed:
            return failure(400, errors.BODY_INVALID)
        if not received:
            return failure(400, errors.BODY_EMPTY)
        loop = keep_time(self.server)
        exchange = self.server.receive(received, principal, now_ms())
        if exchange.delivers:
            watch = self._watch(exchange, loop)
            try:
                has_left = await watch.sees(gone or loop.create_future)
            except BaseException:
                exchange.gone(now_ms())
                raise
            if has_left:
                exchange.gone(now_ms())
                return failure(503, errors.CLIENT_GONE, has_nobody=True)
        answer = exchange.answer(now_ms())
        cookie = None if has_cookie else self._cookie(received)
        return HttpAnswer(answer.status, answer.body(), cookie, exchange)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application: POST to exchange messages, OPTIONS for browsers that ask first, else 405."""
        of = fields(scope)
        if scope["method"] == "OPTIONS":
            headers = [(b"allow", b"POST, OPTIONS"), *self._origins.preflight(of)]
            await send({"type": "http.response.start", "status": 204, "headers": headers})
            return await send({"type": "http.response.body", "body": b""})
        is_of_page = b"origin" in of
        cors = self._origins.cors(of) if is_of_page else []
        if scope["method"] != "POST":
            return await write_answer(send, failure(405, errors.METHOD_INVALID), [(b"allow", b"POST, OPTIONS"), *cors])
        if is_of_page and not self._origins.allows_post(of):
            return await write_answer(send, failure(403, errors.ORIGIN_DENIED))
        body = await read_body(receive, self.server.options.message_bytes_max)
        if body is None:
            return None
        answer = await self.exchange(
            body,
            self._identify(scope),
            receive,
            content_type=header(of, b"content-type"),
            has_cookie=b"BAYEUX_BROWSER=" in of.get(b"cookie", b""),
        )
        return await write_answer(send, answer, cors)

    def _watch(self, exchange: Exchange, loop: asyncio.AbstractEventLoop) -> Watch:
        """A watch for the client that ends when the exchange may be answered."""
        watch = Watch(self._last_turns, loop)
        if exchange.is_held:
            exchange.on_release = watch.end
        else:
            watch.end()
        return watch

    def _cookie(self, received: list[Message]) -> bytes | None:
        if not any(message.channel == "/meta/handshake" for message in received):
            return None
        return f"BAYEUX_BROWSER={secrets.token_hex(16)}; {self._cookie_attributes}".encode("latin-1")


def failure(status: int, error: str, *, has_nobody: bool = False) -> HttpAnswer:
    """A request that could not be read at all: `[{"successful":false,"error":…}]`, never an empty body or `[]`."""
    body = messages.array([messages.encode(Reply(successful=False, error=error))])
    return HttpAnswer(status, body, has_nobody=has_nobody)


async def read_body(receive: Receive, bytes_max: int) -> bytes | None:
    """The request's body, read no further than the limit is passed; None if the client left meanwhile."""
    parts: list[bytes] = []
    size = 0
    while size <= bytes_max:
        event = await receive()
        if event["type"] == "http.disconnect":
            return None
        parts.append(event.get("body", b""))
        size += len(parts[-1])
        if not event.get("more_body", False):
            break
    return parts[0] if len(parts) == 1 else b"".join(parts)


async def write_answer(send: Send, answer: HttpAnswer, further: Collection[tuple[bytes, bytes]] = ()) -> None:
    """Write the answer, with further headers, if anybody is there, and settle it."""
    written = False
    try:
        if not answer.has_nobody:
            await send({"type": "http.response.start", "status": answer.status, "headers": [*answer.headers, *further]})
            await send({"type": "http.response.body", "body": answer.body})
            written = True
    except OSError:
        pass  # the client left: what it did not get is kept
    finally:
        answer.settle(written)


def _decode(body: bytes, content_type: str) -> list[Message]:
    if content_type.startswith("application/x-www-form-urlencoded"):
        return messages.decode_form(body)
    return messages.decode(body)
