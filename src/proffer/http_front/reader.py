"""Parses what a client sends and refuses what is not plain HTTP/1.1, in doubt, before anybody acts on it.

httptools (llhttp) is strict as it comes: CR LF only, no folded headers, no Content-Length beside Transfer-Encoding, no
second Content-Length. None of its leniencies is switched on.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Protocol

from httptools import HttpParserCallbackError, HttpParserError, HttpParserUpgrade, HttpRequestParser

from proffer.http_front.limits import Limits
from proffer.http_front.refusal import Refusal
from proffer.http_front.target import path_and_query

Headers = list[tuple[bytes, bytes]]

OF_A_REQUEST = ("http_version", "method", "path", "raw_path", "query_string", "headers")

BAD_REQUEST = HTTPStatus.BAD_REQUEST
TARGET_TOO_LONG = HTTPStatus.REQUEST_URI_TOO_LONG
HEAD_TOO_LARGE = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
VERSION_UNKNOWN = HTTPStatus.HTTP_VERSION_NOT_SUPPORTED


class Requests(Protocol):
    """Is told what came: for each request its head, parts of its body, its end; or that it wants a WebSocket."""

    def on_request(self, scope: dict[str, Any], keep_alive: bool, awaits_continue: bool) -> None: ...
    def on_body(self, part: bytes) -> None: ...
    def on_request_complete(self) -> None: ...
    def on_websocket(self, head: bytes) -> None: ...


class Reader:
    """`feed` it with what arrives; it raises Refusal. `scope`: what is the same for all requests of a connection."""

    __slots__ = ("_fed", "_headers", "_limits", "_parser", "_requests", "_scope", "_target", "_upgrade", "in_head")

    def __init__(self, requests: Requests, limits: Limits, scope: dict[str, Any]) -> None:
        self._requests = requests
        self._scope = scope | dict.fromkeys(OF_A_REQUEST)  # copied with its room for them, it need not grow
        self._limits = limits
        self._parser = HttpRequestParser(self)
        self._fed = 0  # bytes since the last head, part of a body or end of one
        self._headers: Headers = []
        self._target = b""
        self._upgrade: bytes | None = None  # to what the present request would change
        self.in_head = False  # a request has begun and its head has not ended

    def feed(self, data: bytes) -> None:
        """Tells the connection what is in these bytes. Raises Refusal, or whatever the connection raises."""
        self._fed += len(data)
        upgrade_at: int | None = None
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade as upgrade:
            upgrade_at = upgrade.args[0]
        except HttpParserCallbackError as error:
            raise (error.__context__ or error) from None  # what one of the methods below raised
        except HttpParserError:
            raise Refusal(BAD_REQUEST) from None
        if upgrade_at is not None:  # not in the handler above: `__context__` would be what is handled there
            self._upgraded(data[upgrade_at:])
        if self._fed > self._limits.head_bytes_max:
            raise Refusal(HEAD_TOO_LARGE if self.in_head else BAD_REQUEST)

    def end(self) -> None:
        """Nothing more comes: the parser and this hold each other."""
        del self._parser

    # What the parser calls

    def on_message_begin(self) -> None:
        self.in_head = True
        self._headers = []
        self._target = b""

    def on_url(self, part: bytes) -> None:
        self._target += part

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.in_head:  # else it is a trailer, which nobody here asks for
            self._headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        headers, parser = self._headers, self._parser
        named = dict(headers)
        version = parser.get_http_version()
        self._check(version, headers, named)
        self.in_head = False
        self._fed = 0
        if parser.should_upgrade():
            self._upgrade = named[b"upgrade"].lower() if b"upgrade" in named else b""
            return
        path, raw_path, query = path_and_query(self._target)
        scope = self._scope.copy()
        scope["http_version"] = version
        scope["method"] = parser.get_method().decode("ascii")
        scope["path"], scope["raw_path"], scope["query_string"] = path, raw_path, query
        scope["headers"] = headers
        scope["state"] = scope["state"].copy()
        keep_alive = version == "1.1" and parser.should_keep_alive()
        awaits_continue = b"expect" in named and version == "1.1" and named[b"expect"].lower() == b"100-continue"
        self._requests.on_request(scope, keep_alive, awaits_continue)

    def on_body(self, part: bytes) -> None:
        self._fed = 0
        self._requests.on_body(part)

    def on_message_complete(self) -> None:
        self._fed = 0
        if self._upgrade is None:
            self._requests.on_request_complete()

    def _check(self, version: str, headers: Headers, named: dict[bytes, bytes]) -> None:
        limits = self._limits
        if len(self._target) > limits.target_bytes_max:
            raise Refusal(TARGET_TOO_LONG)
        if len(headers) > limits.headers_max or (self._fed > limits.head_bytes_max and self._is_too_large(headers)):
            raise Refusal(HEAD_TOO_LARGE)
        if version != "1.1":
            if version != "1.0":
                raise Refusal(VERSION_UNKNOWN)
        elif b"host" not in named or (len(named) != len(headers) and [name for name, _ in headers].count(b"host") > 1):
            raise Refusal(BAD_REQUEST)  # RFC 9112, 3.2

    def _is_too_large(self, headers: Headers) -> bool:
        """The head came in one piece with what follows it: only what is its own counts."""
        return (
            len(self._target) + sum([len(name) + len(value) for name, value in headers]) > self._limits.head_bytes_max
        )

    def _upgraded(self, rest: bytes) -> None:
        """The parser stopped behind a head that asks for another protocol, and has skipped the body, if there is one.

        A WebSocket begins here. Everything else is ignored (RFC 9110, 7.8): the head is read again without that wish.
        """
        upgrade, self._upgrade = self._upgrade, None
        if self._parser.get_method() == b"CONNECT":
            raise Refusal(BAD_REQUEST)
        if upgrade == b"websocket" and self._parser.get_http_version() == "1.1":
            if rest:  # frames before the handshake was answered
                raise Refusal(BAD_REQUEST)
            self._requests.on_websocket(self._head(self._headers))
            return
        kept = [header for header in self._headers if header[0] != b"upgrade"]
        text = self._head(kept)
        self._parser = HttpRequestParser(self)
        self.feed(text + rest)

    def _head(self, headers: Headers) -> bytes:
        line = b"%b %b HTTP/%b" % (self._parser.get_method(), self._target, self._parser.get_http_version().encode())
        return b"\r\n".join([line, *[b": ".join(header) for header in headers], b"", b""])
