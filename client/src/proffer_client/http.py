"""The HTTP interface: JSON there and back over connections that stay open, refusals as typed errors."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from bayeux.client.failures import TransportFailed
from bayeux.client.http import Connection, Response
from bayeux.client.transports import Identity
from proffer_client.errors import NoAnswer, refused

CONNECTIONS_MAX = 4
IDLE_SECONDS_MAX = 3.0  # shorter than servers keep a connection open, so that none is used as it closes
JSON_TYPE = "application/json"
PARTIAL = 7


class Http:
    """`cookies` is shared with the push channel, so that both are one session."""

    def __init__(self, url: str, auth: tuple[str, str], timeout_s: float, tls: ssl.SSLContext | None = None) -> None:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        self._prefix = parts.path.rstrip("/").removesuffix("/api/v2")
        self.url = f"{parts.scheme}://{parts.netloc}{self._prefix}"
        self.cookies: dict[str, str] = {}
        self._identity = Identity(auth, (), self.cookies)
        self._timeout_s = timeout_s
        self._tls = tls
        self._free: list[tuple[Connection, float]] = []
        self._turn = asyncio.Semaphore(CONNECTIONS_MAX)

    async def get(self, path: str) -> dict[str, Any]:
        """The answer's object. Raises Refused, NoAnswer."""
        return _object(await self.send("GET", path))

    async def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer's object; 7, partial success, is one too. Raises Refused, NoAnswer."""
        return _object(await self.send("POST", path, JSON_TYPE, json.dumps(body).encode()))

    async def upload(self, path: str, name: str, mime: str, content: bytes) -> dict[str, Any]:
        """One file, as multipart/form-data in the field `attachment`. Raises Refused, NoAnswer."""
        boundary = secrets.token_hex(16)
        plain = "".join(letter if letter.isprintable() and letter not in '"\\' else "_" for letter in name)
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="attachment"; filename="{plain}"\r\n'
            f"Content-Type: {mime}\r\n\r\n"
        )
        body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        return _object(await self.send("POST", path, f"multipart/form-data; boundary={boundary}", body))

    async def send(self, method: str, path: str, kind: str = JSON_TYPE, body: bytes = b"") -> Response:
        """The response of a request that went well. Raises Refused, NoAnswer."""
        headers = [*self._identity.headers(), ("Accept", "*/*")]
        if body:
            headers.append(("Content-Type", kind))
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
        try:
            async with self._connection() as connection:
                response = await connection.request(method, self._prefix + path, lines, body, self._timeout_s)
        except TransportFailed as error:
            raise NoAnswer(_why(error)) from error
        self._identity.learn(response)
        if response.status != 200:
            answer = _object(response, strict=False)
            message = str(answer.get("statusMessage") or f"HTTP {response.status}")
            raise refused(int(answer.get("statusCode") or 4), message, response.status)
        return response

    async def close(self) -> None:
        """Lets the connections go."""
        for connection, _ in self._free:
            connection.close()
        self._free.clear()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        """One that nobody else uses meanwhile; one that lay idle for long is not used again."""
        async with self._turn:
            connection = Connection(self.url, self._tls)
            while self._free:
                kept, since = self._free.pop()
                if time.monotonic() - since < IDLE_SECONDS_MAX:
                    connection = kept
                    break
                kept.close()
            try:
                yield connection
            finally:
                self._free.append((connection, time.monotonic()))


def _why(error: TransportFailed) -> str:
    """The system's own words, where it has some."""
    cause = error.__cause__
    return os.strerror(cause.errno) if isinstance(cause, OSError) and cause.errno else str(error)


def _object(response: Response, *, strict: bool = True) -> dict[str, Any]:
    try:
        answer = json.loads(response.body)
    except ValueError:
        answer = None
    if isinstance(answer, dict) and (not strict or answer.get("statusCode") in (0, PARTIAL)):
        return answer
    if strict:
        raise NoAnswer("the answer is not one of this interface")
    return {}
