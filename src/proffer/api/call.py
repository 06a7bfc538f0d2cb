"""What a request is and what answers it, free of any HTTP library: the front can be exchanged."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import msgspec

from proffer.record import Struct

Header = tuple[bytes, bytes]

JSON_TYPE: Header = (b"content-type", b"application/json;charset=UTF-8")
NO_STORE: Header = (b"cache-control", b"no-store")
JSON_HEADERS: tuple[Header, ...] = (JSON_TYPE, NO_STORE)

_encode = msgspec.json.Encoder().encode


async def no_chunks(bytes_max: int) -> AsyncIterator[bytes]:
    """A call without a body."""
    if bytes_max < 0:
        yield b""


class Call(Struct):
    """One HTTP request. The body is read when a handler asks for it, so that whoever may not ask sends none.

    `path` is decoded, `query` raw; header names are lower-case, repeated headers joined. `body` raises `Refused` (413)
    when it grows over the limit.
    """

    method: str
    path: str
    query: bytes
    headers: Mapping[bytes, bytes]
    peer: str  # address of the client, without port
    body: Callable[[], Awaitable[bytes]]
    chunks: Callable[[int], AsyncIterator[bytes]] = no_chunks  # the same piece by piece, up to so many bytes


class Answer(Struct, frozen=True):
    """Status, body and headers; the front adds `content-length`."""

    status: int
    body: bytes
    headers: tuple[Header, ...] = JSON_HEADERS

    def with_headers(self, added: tuple[Header, ...]) -> Answer:
        """The same answer with further headers."""
        return Answer(self.status, self.body, self.headers + added) if added else self


OK = Answer(200, b'{"statusCode":0}', (JSON_TYPE,))  # of every email operation, to the byte (contract 2.12); no cache
# keeps the answer to a POST that does not ask for it (RFC 9111, 3)


def json_answer(fields: Mapping[str, Any], *, code: int = 0, status: int = 200) -> Answer:
    """A JSON object with its numeric `statusCode` first (contract 2.2)."""
    return Answer(status, _encode({"statusCode": code, **fields}))
