"""What a request asks for: path and query out of the request line (RFC 9112, 3.2)."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import unquote

from httptools import HttpParserInvalidURLError, parse_url

from proffer.http_front.refusal import Refusal


def path_and_query(target: bytes) -> tuple[str, bytes, bytes]:
    """The path decoded and as it came, and the query as it came. Raises Refusal (400)."""
    if target.startswith(b"/") and b"#" not in target:
        raw, _, query = target.partition(b"?")
    else:
        raw, query = _absolute(target)
    path = raw.decode("ascii")
    return (unquote(path) if "%" in path else path), raw, query


def _absolute(target: bytes) -> tuple[bytes, bytes]:
    """A whole URL, as a proxy is asked, or `*`."""
    try:
        url = parse_url(target)
    except HttpParserInvalidURLError:
        raise Refusal(HTTPStatus.BAD_REQUEST) from None
    return url.path or b"/", url.query or b""
