"""How an answer is written: status line, headers, and how its body is delimited (RFC 9112, 6)."""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Protocol

from proffer.record import Struct

Header = tuple[bytes, bytes]
Message = MutableMapping[str, Any]

HEADS_REMEMBERED_MAX = 1_000
WITHOUT_BODY = (204, 304)
STATUS_LINES = {int(status): b"HTTP/1.1 %d %b\r\n" % (status, status.phrase.encode()) for status in HTTPStatus}


class Framing(Protocol):
    """Turns a part of the body into what is written. Raises ValueError when the parts do not fit the headers."""

    def frame(self, part: bytes, more: bool) -> bytes: ...


class Counted:
    """A body of a length that was announced."""

    __slots__ = ("_left",)

    def __init__(self, length: int) -> None:
        self._left = length

    def frame(self, part: bytes, more: bool) -> bytes:
        self._left -= len(part)
        if self._left < 0 or (self._left > 0 and not more):
            raise ValueError("the body is not as long as its content-length")
        return part


class Chunked:
    """A body whose length is known at its end only."""

    def frame(self, part: bytes, more: bool) -> bytes:
        chunk = b"%x\r\n%b\r\n" % (len(part), part) if part else b""
        return chunk if more else chunk + b"0\r\n\r\n"


class UntilClosed:
    """The same for HTTP/1.0: the end of the connection is the end of the body."""

    def frame(self, part: bytes, more: bool) -> bytes:
        return part


class Unwritten:
    """Answers that have no body: to HEAD, and those with a status that has none."""

    def frame(self, part: bytes, more: bool) -> bytes:
        return b""


class Head(Struct, frozen=True):
    """Status line and headers as they are written, and what they say about the body and the connection."""

    status_line: bytes
    lines: bytes
    length: int | None
    closes: bool
    says_connection: bool


def opening(start: Message, scope: Message, common: bytes, *, closes: bool) -> tuple[Framing, bytes, bool]:
    """How the body is delimited, the head that says so, and whether the connection ends with the answer.

    `start` and `scope` as in ASGI, `common`: header lines of every answer. Raises ValueError for headers no client
    could read.
    """
    status: int = start["status"]
    head = checked(status, tuple(start.get("headers", ())))
    lines, closes_too = head.lines, closes or head.closes
    framing: Framing
    if scope["method"] == "HEAD" or status in WITHOUT_BODY:
        framing = Unwritten()
    elif head.length is not None:
        framing = Counted(head.length)
    elif scope["http_version"] == "1.0":
        framing = UntilClosed()
    else:
        framing = Chunked()
        lines += b"transfer-encoding: chunked\r\n"
    if closes and not head.says_connection:
        lines += b"connection: close\r\n"
    return framing, b"%b%b%b\r\n" % (head.status_line, common, lines), closes_too


@lru_cache(maxsize=HEADS_REMEMBERED_MAX)
def checked(status: int, headers: tuple[Header, ...]) -> Head:
    """Looked at once, for most answers have a head that was sent before. Raises ValueError."""
    named = dict(headers)
    lines = b"".join([b"%b: %b\r\n" % header for header in headers])
    count = len(headers)
    if lines.count(b"\r") != count or lines.count(b"\n") != count or b"\0" in lines:
        raise ValueError("a header of an answer holds CR, LF or NUL")
    if any(name != name.lower() or b":" in name for name in named):
        raise ValueError("names of headers are lower-case in ASGI")
    if b"transfer-encoding" in named:
        raise ValueError("how a body is delimited is not the application's business")
    connection, length = named.get(b"connection"), named.get(b"content-length")
    return Head(
        STATUS_LINES[status],
        lines,
        None if length is None else int(length),
        connection is not None and b"close" in connection.lower(),
        connection is not None,
    )
