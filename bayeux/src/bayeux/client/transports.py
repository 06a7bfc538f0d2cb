"""The two ways a client's messages travel; both give back what the server answered and hand on what it pushed."""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import Callable, Iterable
from typing import Any, Protocol
from urllib.parse import urlsplit

import msgspec

from bayeux.client.failures import TransportFailed
from bayeux.client.http import Connection, Response

Json = dict[str, Any]
Receive = Callable[[list[Json]], None]

_decode = msgspec.json.Decoder(list[Json]).decode
_encode = msgspec.json.Encoder().encode


class Transport(Protocol):
    """`request` returns when every message with an id is answered; all that comes goes to the `receive` given."""

    name: str

    async def request(self, messages: list[Json], timeout_s: float) -> list[Json]:
        """The replies, in any order. Raises TransportFailed."""

    async def close(self) -> None:
        """Give up all connections."""


class Identity:
    """What goes along with every request: Basic authentication, further headers, and the cookies the server set."""

    def __init__(
        self, auth: tuple[str, str] | None, headers: Iterable[tuple[str, str]], cookies: dict[str, str]
    ) -> None:
        self.cookies = cookies
        self._fixed = list(headers)
        if auth is not None:
            self._fixed.append(("Authorization", "Basic " + base64.b64encode(":".join(auth).encode()).decode()))

    def headers(self) -> list[tuple[str, str]]:
        """Header names and values."""
        if not self.cookies:
            return self._fixed
        return [*self._fixed, ("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))]

    def learn(self, response: Response) -> None:
        """Keep the cookies of a response."""
        for header, content in response.headers:
            if header == "set-cookie":
                name, _, value = content.partition(";")[0].partition("=")
                self.cookies[name.strip()] = value.strip()


class LongPolling:
    """Two connections: one for the /meta/connect that waits, one for everything else."""

    name = "long-polling"

    def __init__(self, url: str, identity: Identity, receive: Receive, tls: ssl.SSLContext | None) -> None:
        self._path = urlsplit(url).path or "/"
        self._identity = identity
        self._receive = receive
        self._waiting = Connection(url, tls)
        self._other = Connection(url, tls)
        self._turn = asyncio.Lock()

    async def request(self, messages: list[Json], timeout_s: float) -> list[Json]:
        """One POST. A status other than 200 is a TransportFailed."""
        if messages[0]["channel"] == "/meta/connect":
            return await self._post(self._waiting, messages, timeout_s)
        async with self._turn:
            return await self._post(self._other, messages, timeout_s)

    async def close(self) -> None:
        """Close both connections."""
        self._waiting.close()
        self._other.close()

    async def _post(self, connection: Connection, messages: list[Json], timeout_s: float) -> list[Json]:
        lines = [("Content-Type", "application/json"), *self._identity.headers()]
        headers = "".join(f"{name}: {value}\r\n" for name, value in lines)
        response = await connection.post(self._path, headers, _encode(messages), timeout_s)
        self._identity.learn(response)
        if response.status != 200:
            raise TransportFailed(f"HTTP {response.status}", response.status)
        try:
            answers = _decode(response.body)
        except msgspec.MsgspecError as error:
            raise TransportFailed(f"no Bayeux: {error}") from error
        self._receive(answers)
        return [answer for answer in answers if "successful" in answer]


class WebSocket:
    """One socket, opened when first needed and again after it closed; replies are told apart by their ids."""

    name = "websocket"

    def __init__(self, url: str, identity: Identity, receive: Receive, tls: ssl.SSLContext | None) -> None:
        self._url = "ws" + url.removeprefix("http")
        self._identity = identity
        self._receive = receive
        self._tls = tls
        self._opening = asyncio.Lock()
        self._socket: Any = None
        self._reader: asyncio.Task[None] | None = None
        self._awaited: dict[str, asyncio.Future[Json]] = {}

    async def request(self, messages: list[Json], timeout_s: float) -> list[Json]:
        """One frame, and the wait for its replies."""
        loop = asyncio.get_running_loop()
        names: list[str] = [message["id"] for message in messages]
        try:
            async with asyncio.timeout(timeout_s):
                await self._open()
                answers = [self._awaited.setdefault(name, loop.create_future()) for name in names]
                await self._socket.send(_encode(messages).decode())
                return list(await asyncio.gather(*answers))
        except TransportFailed:
            raise
        except Exception as error:  # the library has a tree of its own exceptions
            raise TransportFailed(str(error) or "no answer in time") from error
        finally:
            for name in names:
                self._awaited.pop(name, None)

    async def close(self) -> None:
        """Close the socket."""
        if self._reader is not None:
            self._reader.cancel()
        if self._socket is not None:
            await self._socket.close()
            self._socket = None

    async def _open(self) -> None:
        from websockets.asyncio.client import connect  # only for those who use it

        async with self._opening:
            if self._socket is not None:
                return
            further: dict[str, Any] = {"ssl": self._tls} if self._tls and self._url.startswith("wss") else {}
            self._socket = await connect(
                self._url, additional_headers=self._identity.headers(), compression=None, max_size=None, **further
            )
            self._reader = asyncio.create_task(self._read(self._socket))

    async def _read(self, socket: Any) -> None:
        why = "socket closed by the server"
        try:
            async for frame in socket:
                answers = _decode(frame)
                self._receive(answers)
                for answer in answers:
                    awaited = self._awaited.get(answer.get("id", ""))
                    if awaited is not None and "successful" in answer and not awaited.done():
                        awaited.set_result(answer)
        except Exception as error:
            why = str(error)
        finally:
            if self._socket is socket:
                self._socket = None
            for awaited in self._awaited.values():
                if not awaited.done():
                    awaited.set_exception(TransportFailed(why))
