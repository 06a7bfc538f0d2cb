"""One agent's HTTP requests, plain: a session by Basic authentication, JSON there and back, every exchange kept."""

from __future__ import annotations

import base64
import json
from collections import deque
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

EXCHANGES_KEPT = 8
SECONDS_MAX = 60.0


@dataclass(frozen=True)
class Reply:
    """An answer. `json` is None where the body is none."""

    status: int
    json: Any
    body: bytes
    headers: dict[str, str]

    @property
    def pair(self) -> tuple[int, Any]:
        """HTTP status and statusCode."""
        return self.status, self.json.get("statusCode") if isinstance(self.json, dict) else None

    def expect(self, status: int, code: int) -> Reply:
        """This, if it has that status and statusCode; AssertionError if not."""
        assert self.pair == (status, code), f"expected HTTP {status} and statusCode {code}, got {self.shown()}"
        return self

    def shown(self) -> str:
        """As people read it."""
        return f"HTTP {self.status} {self.body[:600].decode('utf-8', 'replace')}"


@dataclass
class Http:
    """`user` and `password` go along with every request; cookies are kept, so that it is one session."""

    url: str
    user: str
    password: str
    cookies: dict[str, str] = field(default_factory=dict)
    exchanges: deque[str] = field(default_factory=lambda: deque(maxlen=EXCHANGES_KEPT))

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: dict[str, str] | None = None,
        *,
        anonymous: bool = False,
    ) -> Reply:
        """`body`: bytes as they are, anything else as JSON. `path` may be a whole URI of this server."""
        parts = urlsplit(self.url)
        target = path.removeprefix(self.url.rstrip("/")) if path.startswith("http") else path
        connection = (HTTPSConnection if parts.scheme == "https" else HTTPConnection)(parts.netloc, timeout=SECONDS_MAX)
        sent = {"Accept": "*/*"} | ({} if anonymous else self._identity()) | (headers or {})
        raw = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        if raw is not None:
            sent.setdefault("Content-Type", "application/json")
        try:
            connection.request(method, parts.path.rstrip("/") + target, raw, sent)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, HTTPException) as error:
            raise AssertionError(f"{method} {path}: no answer ({error!r})") from error
        finally:
            connection.close()
        reply = Reply(answer.status, _json(content), content, {k.lower(): v for k, v in answer.getheaders()})
        if not anonymous:
            for value in answer.headers.get_all("Set-Cookie") or ():
                name, _, rest = value.partition("=")
                self.cookies[name.strip()] = rest.partition(";")[0]
        shown = "" if raw is None else f" {raw[:300].decode('utf-8', 'replace')}"
        self.exchanges.append(f"{self.user}: {method} {path}{shown}\n    → {reply.shown()}")
        return reply

    def _identity(self) -> dict[str, str]:
        secret = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        found = {"Authorization": f"Basic {secret}"}
        if self.cookies:
            found["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return found


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None
