"""Which web pages may use the server: by default only those it serves itself.

A browser sends cookies along with whatever page asks, so a WebSocket must look at `Origin` (RFC 6455, section 10.2),
and a poll from elsewhere needs the page's origin allowed by name (CORS with credentials does not accept `*`).
"""

from collections.abc import Collection
from urllib.parse import urlsplit

from bayeux.asgi.types import Fields, header

Headers = list[tuple[bytes, bytes]]


class Origins:
    """Allowed origins such as `https://desk.example`; `*` allows all. The server's own host is always allowed."""

    def __init__(self, allowed: Collection[str] = ()) -> None:
        self._allowed = frozenset(allowed)

    def allows(self, of: Fields) -> bool:
        """True for headers without Origin (no browser), from the same host, or from an allowed origin."""
        origin = header(of, b"origin")
        if not origin or self._is_listed(origin):
            return True
        # No page can set either header, so a proxy's word for the host is as good as the client's.
        return urlsplit(origin).netloc in (header(of, b"host"), header(of, b"x-forwarded-host"))

    def allows_post(self, of: Fields) -> bool:
        """The same for a POST; JSON may pass, because a browser asks before it sends that to another host."""
        return header(of, b"content-type").startswith("application/json") or self.allows(of)

    def cors(self, of: Fields) -> Headers:
        """The headers that let a page of an allowed origin read the answer."""
        origin = header(of, b"origin")
        if not origin or not self._is_listed(origin):
            return []
        return [
            (b"access-control-allow-origin", origin.encode("latin-1")),
            (b"access-control-allow-credentials", b"true"),
            (b"vary", b"Origin"),
        ]

    def preflight(self, of: Fields) -> Headers:
        """The answer to an OPTIONS request."""
        cors = self.cors(of)
        if not cors:
            return []
        return [
            *cors,
            (b"access-control-allow-methods", b"POST"),
            (b"access-control-allow-headers", b"content-type, authorization, x-csrf-token"),
            (b"access-control-max-age", b"600"),
        ]

    def _is_listed(self, origin: str) -> bool:
        return "*" in self._allowed or origin in self._allowed
