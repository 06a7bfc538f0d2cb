"""Which foreign pages may call us, and what browsers are told about it (contract 3.3). Off unless origins are named."""

from __future__ import annotations

from proffer.api.call import Answer, Call, Header
from proffer.api.settings import ApiSettings
from proffer.record import Struct

VARY: Header = (b"vary", b"Origin")


class Origin(Struct, frozen=True):
    """An allowed origin: `https://desk.example`, `https://*.example`, or without a scheme."""

    scheme: str  # "" for any
    host: str  # with its port, if it names one; "*." and a domain for its sub-domains

    def allows(self, scheme: str, host: str) -> bool:
        if self.scheme and self.scheme != scheme:
            return False
        if self.host.startswith("*."):
            return host.endswith(self.host[1:]) and len(host) > len(self.host) - 1
        return host == self.host


class Cors:
    """Echoes the matched origin, never `*`."""

    def __init__(self, settings: ApiSettings) -> None:
        self._origins = tuple(_origin(text) for text in settings.allowed_origins)
        self.on = bool(self._origins)
        credentials = ((b"access-control-allow-credentials", b"true"),) if settings.allow_credentials else ()
        exposed = (b"access-control-expose-headers", ",".join(settings.exposed_headers).encode())
        self._simple: tuple[Header, ...] = (*credentials, exposed, VARY)
        self._preflight: tuple[Header, ...] = (
            *credentials,
            (b"access-control-allow-methods", ",".join(settings.allowed_methods).encode()),
            (b"access-control-allow-headers", ",".join(settings.allowed_headers).encode()),
            (b"access-control-max-age", b"%d" % settings.cors_cache_seconds),
            VARY,
        )

    def headers(self, call: Call) -> tuple[Header, ...]:
        """What the answer to this call carries; nothing while CORS is off."""
        if not self._origins:
            return ()
        origin = call.headers.get(b"origin")
        if origin is None or not self.allows(origin):
            return (VARY,)
        return (_allow(origin), *self._simple)

    def preflight(self, call: Call) -> Answer | None:
        """The answer to a browser that asks first; None: this is no such question, or the origin is not allowed."""
        origin = call.headers.get(b"origin")
        if origin is None or b"access-control-request-method" not in call.headers or not self.allows(origin):
            return None
        return Answer(204, b"", (_allow(origin), *self._preflight))

    def allows(self, origin: bytes) -> bool:
        """Is this origin among those allowed?"""
        scheme, _, host = origin.decode("latin-1").lower().partition("://")
        return any(allowed.allows(scheme, host) for allowed in self._origins)


def _allow(origin: bytes) -> Header:
    return (b"access-control-allow-origin", origin)


def _origin(text: str) -> Origin:
    scheme, separator, host = text.strip().lower().rstrip("/").rpartition("://")
    return Origin(scheme if separator else "", host)
