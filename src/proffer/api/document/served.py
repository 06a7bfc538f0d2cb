"""Serves the document and its human page: made once, when somebody asks first."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from functools import cached_property

import msgspec

from proffer.api.call import Answer, Call, Header
from proffer.api.document.document import openapi
from proffer.api.document.page import html_page
from proffer.api.document.style import STYLE
from proffer.api.paths import Mount, Route

JSON_PATH, PAGE_PATH = "/openapi.json", "/docs"
COMMON: tuple[Header, ...] = (
    (b"cache-control", b"no-cache"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)
STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class ServedDocument:
    """Answers anybody: the document says nothing of what an installation holds."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes = tuple(routes)

    @property
    def mounts(self) -> Mapping[str, Mount]:
        """Path → who answers there."""
        return {JSON_PATH: self._answer_json, PAGE_PATH: self._answer_page}

    async def _answer_json(self, call: Call) -> Answer:
        return _told(call, self._json)

    async def _answer_page(self, call: Call) -> Answer:
        return _told(call, self._page)

    @cached_property
    def _json(self) -> Answer:
        body = msgspec.json.encode(openapi(self._routes))
        return Answer(200, body, ((b"content-type", b"application/json"), _tag(body), *COMMON))

    @cached_property
    def _page(self) -> Answer:
        body = html_page(openapi(self._routes)).encode()
        policy = (b"content-security-policy", POLICY.encode())
        return Answer(200, body, ((b"content-type", b"text/html; charset=utf-8"), policy, _tag(body), *COMMON))


def _told(call: Call, answer: Answer) -> Answer:
    if call.method not in ("GET", "HEAD"):
        return Answer(405, b"", ((b"allow", b"GET, HEAD"), *COMMON))
    tag = next(header for header in answer.headers if header[0] == b"etag")
    if tag[1] in call.headers.get(b"if-none-match", b""):
        return Answer(304, b"", (tag, *COMMON))
    return answer


def _tag(body: bytes) -> Header:
    return (b"etag", b'"%s"' % hashlib.sha256(body).hexdigest()[:32].encode())
