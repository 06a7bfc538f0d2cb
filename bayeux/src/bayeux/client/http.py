"""One HTTP/1.1 connection that stays open: a request at a time, with as little work as possible for each."""

from __future__ import annotations

import asyncio
import ssl
from urllib.parse import urlsplit

from msgspec import Struct

from bayeux.client.failures import TransportFailed


class Response(Struct):
    """Status, lower-case header names with values, body."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Connection(asyncio.Protocol):
    """Opens when first needed and again when the server has closed it in between."""

    def __init__(self, url: str, tls: ssl.SSLContext | None) -> None:
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        self._address = (parts.hostname or "localhost", parts.port or (443 if secure else 80))
        self._tls = (tls or ssl.create_default_context()) if secure else None
        self._host = parts.netloc.rpartition("@")[2]
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[Response] | None = None
        self._received = bytearray()

    async def post(self, path: str, headers: str, body: bytes, timeout_s: float) -> Response:
        """The response to one POST; the rest as for `request`."""
        return await self.request("POST", path, headers, body, timeout_s)

    async def request(self, method: str, path: str, headers: str, body: bytes, timeout_s: float) -> Response:
        """The response to one request. `headers` are ready lines. Raises TransportFailed, also after `timeout_s`."""
        try:
            async with asyncio.timeout(timeout_s):
                transport = await self._open()
                self._answer = asyncio.get_running_loop().create_future()
                head = f"{method} {path} HTTP/1.1\r\nHost: {self._host}\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
                transport.write(head.encode("latin-1") + body)
                return await self._answer
        except TransportFailed:
            raise
        except (OSError, TimeoutError) as error:
            raise TransportFailed(str(error) or "no answer in time") from error
        finally:
            if self._answer is not None and (not self._answer.done() or self._answer.cancelled()):
                self.close()  # an answer that comes later belongs to nobody
            self._answer = None

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._received.clear()

    def data_received(self, data: bytes) -> None:
        self._received += data
        if self._answer is None or self._answer.done():
            return
        try:
            response = parse(self._received)
        except (ValueError, IndexError):
            self._fail("no HTTP")
            return
        if response is not None:
            self._received.clear()
            self._answer.set_result(response)
            if ("connection", "close") in response.headers:
                self.close()

    def connection_lost(self, error: Exception | None) -> None:
        self._fail(str(error) if error else "connection closed by the server")

    async def _open(self) -> asyncio.Transport:
        if self._transport is None or self._transport.is_closing():
            loop = asyncio.get_running_loop()
            host, port = self._address
            self._transport, _ = await loop.create_connection(lambda: self, host, port, ssl=self._tls)
        return self._transport

    def _fail(self, why: str) -> None:
        self.close()
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(TransportFailed(why))


def parse(received: bytearray) -> Response | None:
    """The response if all of it is there. Raises ValueError for anything that is no HTTP/1.1."""
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return None
    status_line, *lines = received[:end].decode("latin-1").split("\r\n")
    version, status = status_line.split(" ", 2)[:2]
    if not version.startswith("HTTP/1."):
        raise ValueError(version)
    headers = [(name.strip().lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    found = dict(headers)
    if found.get("transfer-encoding", "").lower() == "chunked":
        body = _unchunked(received, end + 4)
    else:
        size = int(found.get("content-length", "0"))
        body = bytes(received[end + 4 : end + 4 + size]) if len(received) >= end + 4 + size else None
    return None if body is None else Response(int(status), headers, body)


def _unchunked(received: bytearray, at: int) -> bytes | None:
    body = bytearray()
    while (line_end := received.find(b"\r\n", at)) >= 0:
        size = int(received[at:line_end].split(b";")[0], 16)
        at = line_end + 2
        if len(received) < at + size + 2:
            return None
        if size == 0:
            return bytes(body)
        body += received[at : at + size]
        at += size + 2
    return None
