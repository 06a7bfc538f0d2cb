"""Answers requests for the page and its files: the page fresh each time, hashed files for ever."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from proffer.workspace.bundle import INDEX, Asset, Bundle
from proffer.workspace.policy import EVERYWHERE, OF_THE_PAGE, Header, content_security_policy

Answered = tuple[int, bytes, tuple[Header, ...]]  # status, body, headers

ACCOUNTS = "/demo/accounts"  # where the demo lists its people, and nothing else does
PATHS = ("/", "/emails/*", "/assets/*", "/favicon.svg")  # `/emails/{id}`: the page with that email open
HASHED = "/assets/"
NONCE, LISTED = "{{nonce}}", "{{accounts}}"  # places in index.html

NOT_BUILT = b"""Proffer is running, but without its page: it was not built.

In a checkout, `./dev run` builds it where npm packages can be reached (`./dev page` says what is missing).
The API needs no page: it is at /api/v2, and `proffer agent NAME` works in a terminal.
"""
TEXT: Header = (b"content-type", b"text/plain; charset=utf-8")
HTML: Header = (b"content-type", b"text/html; charset=utf-8")
FRESH: Header = (b"cache-control", b"no-store")  # a page kept by the browser would bring an old nonce with a new policy
FOR_EVER: Header = (b"cache-control", b"public, max-age=31536000, immutable")
ASK_AGAIN: Header = (b"cache-control", b"no-cache")
VARY: Header = (b"vary", b"accept-encoding")


class Workspace:
    """`bundle` is None where the page was not built; `with_accounts`: this is the demo, which lists its people."""

    def __init__(self, bundle: Bundle | None, *, with_accounts: bool = False) -> None:
        self._bundle = bundle
        self._index = None if bundle is None else bundle.index.replace(LISTED, ACCOUNTS if with_accounts else "")

    def answer(self, method: str, path: str, headers: Mapping[bytes, bytes]) -> Answered:
        """The answer to a request below one of `PATHS`; header names are lower-case. HEAD's body is up to the front."""
        if method not in ("GET", "HEAD"):
            return 405, b"", ((b"allow", b"GET, HEAD"), *EVERYWHERE)
        if self._bundle is None or self._index is None:
            return 404, NOT_BUILT, (TEXT, FRESH, *EVERYWHERE)
        found = self._bundle.assets.get(path[1:])
        if found is not None and path != f"/{INDEX}":
            return _file(found, headers, FOR_EVER if path.startswith(HASHED) else ASK_AGAIN)
        if path.startswith(HASHED):
            return 404, b"There is no such file.\n", (TEXT, FRESH, *EVERYWHERE)
        return _page(self._index)


def _page(index: str) -> Answered:
    nonce = secrets.token_urlsafe(18)
    body = index.replace(NONCE, nonce).encode("utf-8")
    return 200, body, (HTML, FRESH, content_security_policy(nonce), *OF_THE_PAGE)


def _file(asset: Asset, headers: Mapping[bytes, bytes], keep: Header) -> Answered:
    common = ((b"etag", asset.tag.encode()), keep, VARY, *EVERYWHERE)
    if asset.tag.encode() in headers.get(b"if-none-match", b""):
        return 304, b"", common
    kind = (b"content-type", asset.type.encode())
    if asset.gzipped is not None and b"gzip" in headers.get(b"accept-encoding", b""):
        return 200, asset.gzipped, (kind, (b"content-encoding", b"gzip"), *common)
    return 200, asset.plain, (kind, *common)
