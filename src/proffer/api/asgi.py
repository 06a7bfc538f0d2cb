"""The thin ASGI front: bytes in, a `Call`; an `Answer`, bytes out. The only module that knows ASGI beside the mount."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from proffer.api.asgi_answer import deny_websocket, send_and_linger, send_answer
from proffer.api.call import Answer, Call
from proffer.api.notifications_mount import NotificationsMount, is_notifications
from proffer.api.ports import Receive, Scope, Send
from proffer.api.settings import ApiSettings
from proffer.api.slow_bodies import SlowBodies
from proffer.api.status import TOO_LARGE, RefusedWith, refusal, too_large
from proffer.operations.refused import OUT_OF_RANGE, Refused

CLOSE = ((b"connection", b"close"),)


class ClientGone(BaseException):
    """The client went away while it sent; nobody waits for an answer."""


class AsgiFront:
    """Serves http, websocket (notifications only) and lifespan scopes."""

    def __init__(
        self,
        *,
        settings: ApiSettings,
        answer: Callable[[Call], Awaitable[Answer]],
        notifications: NotificationsMount,
        start: Callable[[], Awaitable[None]],
    ) -> None:
        self._settings = settings
        self._answer = answer
        self._notifications = notifications
        self._start = start
        self._slow_bodies = SlowBodies(settings.request_body_timeout_seconds)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = scope["type"]
        if kind == "lifespan":
            await self._lifespan(receive, send)
            return
        call = self._call(scope, receive)
        refused = over_limits(call, len(scope["headers"]), self._settings)
        if kind == "websocket":
            if refused is not None:
                await deny_websocket(scope, receive, send, refusal(refused))
            else:
                await self._notifications(scope, receive, send, call)
        elif refused is not None:
            await send_answer(send, refusal(refused))
        elif is_notifications(call.path):
            await self._notifications(scope, receive, send, call)
        else:
            try:
                answer = await self._answer(call)
            except ClientGone:
                return
            if answer.status == TOO_LARGE:
                await send_and_linger(receive, send, answer)
            else:
                await send_answer(send, answer, with_body=call.method != "HEAD")

    def _call(self, scope: Scope, receive: Receive) -> Call:
        listed = scope["headers"]
        headers: dict[bytes, bytes] = dict(listed)
        if len(headers) != len(listed):
            headers = joined(listed)
        client = scope.get("client")

        async def body() -> bytes:
            return await self._read_body(receive, headers)

        return Call(
            scope.get("method", "GET"), scope["path"], scope["query_string"], headers, client[0] if client else "", body
        )

    async def _read_body(self, receive: Receive, headers: Mapping[bytes, bytes]) -> bytes:
        """The whole body. Reading stops as soon as it is over the limit; a body that trickles is given up."""
        bytes_max = self._settings.request_bytes_max
        announced = headers.get(b"content-length")
        if announced is not None and announced.isdigit() and int(announced) > bytes_max:
            raise too_large(bytes_max)
        try:
            return await self._slow_bodies.read(lambda: _read(receive, bytes_max))
        except TimeoutError:
            raise RefusedWith(OUT_OF_RANGE, "The body did not come in time.", http=408, headers=CLOSE) from None

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self._start()
                await send({"type": "lifespan.startup.complete"})
            else:
                await send({"type": "lifespan.shutdown.complete"})
                return


def joined(listed: list[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Headers that came in several lines as one (RFC 9110, 5.3), cookies with their own separator."""
    headers: dict[bytes, bytes] = {}
    for name, value in listed:
        separator = b"; " if name == b"cookie" else b", "
        headers[name] = headers[name] + separator + value if name in headers else value
    return headers


def over_limits(call: Call, headers_count: int, settings: ApiSettings) -> Refused | None:
    """More headers, or a longer query, than any client of ours sends."""
    if len(call.query) > settings.request_query_bytes_max:
        return RefusedWith(OUT_OF_RANGE, "The query is too long.", http=414, headers=CLOSE)
    if (
        headers_count > settings.request_headers_max
        or sum(map(len, call.headers.values())) > settings.request_header_bytes_max
    ):
        return RefusedWith(OUT_OF_RANGE, "The headers are too large.", http=431, headers=CLOSE)
    return None


async def _read(receive: Receive, bytes_max: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        part = message.get("body", b"")
        size += len(part)
        if size > bytes_max:
            raise too_large(bytes_max)
        if not message.get("more_body", False):
            return part if not parts else b"".join((*parts, part))
        parts.append(part)
