"""The client itself: a session with the server, kept alive by one waiting /meta/connect."""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import count
from types import TracebackType
from typing import Any, Self

from bayeux.client.failures import Refused, TransportFailed
from bayeux.client.transports import Identity, Json, LongPolling, Transport, WebSocket

_BACK_OFF_MAX_S = 10.0
_TRANSPORTS: dict[str, type[LongPolling] | type[WebSocket]] = {"long-polling": LongPolling, "websocket": WebSocket}


class Client:
    """`async with Client(url) as client: await client.subscribe("/news")`, then `await client.message()`.

    `on_message(message)` is called for every message (then `message()` has nothing to give). When the server has
    forgotten the session the client handshakes and subscribes again by itself and then calls `on_rehandshake()`:
    what was sent in between is lost, so re-read whatever state you keep. `auth` is (user, password) for Basic.
    Durations end in `_s` and are seconds.
    """

    def __init__(
        self,
        url: str,
        *,
        transport: str = "long-polling",
        ack: bool = False,
        auth: tuple[str, str] | None = None,
        headers: Iterable[tuple[str, str]] = (),
        cookies: dict[str, str] | None = None,
        tls: ssl.SSLContext | None = None,
        on_message: Callable[[Json], None] | None = None,
        on_rehandshake: Callable[[], None] | None = None,
        request_timeout_s: float = 10.0,
        back_off_s: float = 0.5,
    ) -> None:
        identity = Identity(auth, headers, {} if cookies is None else cookies)
        self.client_id: str | None = None
        self.subscriptions: dict[str, None] = {}
        self.ended = asyncio.Event()
        self._transport: Transport = _TRANSPORTS[transport](url, identity, self._receive, tls)
        self._wants_ack = ack
        self._ack: int | None = None
        self._advice: Json = {}
        self._on_message = on_message
        self._on_rehandshake = on_rehandshake
        self._request_timeout_s = request_timeout_s
        self._back_off_s = back_off_s
        self._ids = count(1)
        self._messages: deque[Json] = deque()
        self._arrived = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self._forgotten = False  # by the server, and not yet handshaken and subscribed again

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def open(self) -> None:
        """Handshake and start waiting for messages. Raises Refused or TransportFailed."""
        await self._handshake()
        self._loop = asyncio.create_task(self._keep_connected())

    async def close(self) -> None:
        """Say /meta/disconnect if possible, and close everything."""
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)
        if self.client_id is not None and not self.ended.is_set():
            with suppress(Refused, TransportFailed):  # it is gone either way
                await self.request({"channel": "/meta/disconnect"})
        self._end()
        await self._transport.close()

    async def subscribe(self, *patterns: str) -> None:
        """Subscribe to names or patterns, now and after every new handshake. Raises Refused, TransportFailed."""
        await self.request({"channel": "/meta/subscribe", "subscription": list(patterns)})
        self.subscriptions.update(dict.fromkeys(patterns))

    async def unsubscribe(self, *patterns: str) -> None:
        """The opposite of subscribe."""
        for pattern in patterns:
            self.subscriptions.pop(pattern, None)
        await self.request({"channel": "/meta/unsubscribe", "subscription": list(patterns)})

    async def publish(self, channel: str, data: Any) -> None:
        """Publish JSON-able data. Raises Refused, TransportFailed (then it is unknown whether it arrived)."""
        await self.request({"channel": channel, "data": data})

    async def request(self, *messages: Json) -> list[Json]:
        """Send messages as one batch with this client's id; returns the replies, raises Refused for the first no."""
        whole = [{**message, "clientId": self.client_id, "id": str(next(self._ids))} for message in messages]
        replies = await self._transport.request(whole, self._request_timeout_s)
        for reply in replies:
            if not reply.get("successful"):
                raise Refused(reply)
        return replies

    async def message(self, timeout_s: float | None = None) -> Json:
        """The next message. Raises TimeoutError; EOFError when the session has ended and nothing is left."""
        async with asyncio.timeout(timeout_s):
            while not self._messages:
                if self.ended.is_set():
                    raise EOFError("the session has ended")
                self._arrived.clear()
                await self._arrived.wait()
        return self._messages.popleft()

    async def _handshake(self) -> None:
        message: Json = {
            "channel": "/meta/handshake",
            "id": str(next(self._ids)),
            "version": "1.0",
            "supportedConnectionTypes": [self._transport.name],
        }
        if self._wants_ack:
            message["ext"] = {"ack": True}
        (reply,) = await self._transport.request([message], self._request_timeout_s)
        if not reply.get("successful"):
            raise Refused(reply)
        self.client_id = reply["clientId"]
        self._advice = reply.get("advice", {})
        self._ack = 0 if (reply.get("ext") or {}).get("ack") else None

    async def _keep_connected(self) -> None:
        failures = 0
        while not self.ended.is_set():
            try:
                if self._forgotten:
                    await self._start_again()
                reply = await self._connect()
                failures = 0
                if self._advice.get("reconnect") == "none":
                    break
                if self._advice.get("reconnect") == "handshake":
                    self._forgotten = True
                elif not reply.get("successful"):
                    raise TransportFailed(str(reply.get("error")))
                await asyncio.sleep(self._advice.get("interval", 0) / 1000)
            except (TransportFailed, Refused):
                failures += 1
                await asyncio.sleep(min(self._back_off_s * failures, _BACK_OFF_MAX_S))
        self._end()

    async def _connect(self) -> Json:
        message: Json = {"channel": "/meta/connect", "clientId": self.client_id, "id": str(next(self._ids))}
        message["connectionType"] = self._transport.name
        if self._ack is not None:
            message["ext"] = {"ack": self._ack}
        wait_s = self._advice.get("timeout", 30_000) / 1000 + self._request_timeout_s
        replies = await self._transport.request([message], wait_s)
        for reply in replies:
            if reply.get("channel") == "/meta/connect":
                self._advice = reply.get("advice") or self._advice
                return reply
        raise TransportFailed("no reply to /meta/connect")

    async def _start_again(self) -> None:
        """The server does not know us any more."""
        await self._handshake()
        if self.subscriptions:
            await self.request({"channel": "/meta/subscribe", "subscription": list(self.subscriptions)})
        self._forgotten = False
        if self._on_rehandshake is not None:
            self._on_rehandshake()

    def _receive(self, answers: list[Json]) -> None:
        for answer in answers:
            if "successful" not in answer:
                self._keep(answer)
            elif answer.get("channel") == "/meta/connect" and self._ack is not None:
                self._ack = (answer.get("ext") or {}).get("ack", self._ack)
            elif answer.get("channel") == "/meta/disconnect" and "id" not in answer:
                self._end()  # the server sends us away

    def _keep(self, message: Json) -> None:
        if self._on_message is not None:
            self._on_message(message)
        else:
            self._messages.append(message)
            self._arrived.set()

    def _end(self) -> None:
        self.ended.set()
        self._arrived.set()
