"""The thin ASGI front: bytes in, a `Call`; an `Answer`, bytes out. The only module that knows ASGI beside the mount."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from proffer.api.asgi_answer import deny_websocket, send_and_linger, send_answer
from proffer.api.call import Answer, Call
from proffer.api.notifications_mount import NotificationsMount, is_notifications
from proffer.api.ports import Receive, Scope, Send
from proffer.api.request_body import CLOSE, Bodies, ClientGone, chunks
from proffer.api.settings import ApiSettings
from proffer.api.status import TOO_LARGE, RefusedWith, refusal
from proffer.operations.refused import OUT_OF_RANGE, Refused


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
        self._read_body = Bodies(settings).read

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
        else:
            try:
                await self._serve(scope, receive, send, call)
            except ClientGone:
                pass

    async def _serve(self, scope: Scope, receive: Receive, send: Send, call: Call) -> None:
        if is_notifications(call.path):
            await self._notifications(scope, receive, send, call)
        else:
            answer = await self._answer(call)
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
        return Call(
            method=scope.get("method", "GET"),
            path=scope["path"],
            query=scope["query_string"],
            headers=headers,
            peer=client[0] if client else "",
            body=partial(self._read_body, receive, headers.get(b"content-length")),
            chunks=partial(chunks, receive, headers.get(b"content-length"), self._settings),
        )

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
