"""An agent's HTTP: a connection that is opened again when it broke; a password each time, or the session's cookie."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from bench.raw_http import Connection, basic, cookie_of, request

ANSWER_SECONDS_MAX = 15.0
SESSION = "JSESSIONID"


class Web:
    """`cookies` may be shared: those of one browser. Without `by_cookie` every request brings the password."""

    def __init__(self, port: int, user: str, password: str, *, by_cookie: bool, cookies: dict[str, str] | None = None):
        self.by_cookie = by_cookie
        self.cookies = {} if cookies is None else cookies
        self.credentials = (user, password)
        self._port = port
        self._connection: _Watched | None = None
        self._turn = asyncio.Lock()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def another(self) -> Web:
        """The same agent on a connection of its own."""
        return Web(self._port, *self.credentials, by_cookie=self.by_cookie, cookies=self.cookies)

    async def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and decoded answer. Raises OSError when none came."""
        async with self._turn:
            connection = self._connection
            if connection is None or connection.closed:
                connection = self._connection = await _Watched.to(self._port)
            data = b"" if body is None else json.dumps(body).encode()
            try:
                async with asyncio.timeout(ANSWER_SECONDS_MAX):
                    whole = request(method, path, self._headers(), data)
                    status, head, answer = await connection.send(whole)
            except BaseException:
                self.close()
                raise
            if self.by_cookie and b"\r\nset-cookie: " + SESSION.encode() + b"=" in head.replace(b"Set-C", b"set-c"):
                self.cookies[SESSION] = cookie_of(head).partition("=")[2]
            return status, json.loads(answer)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _headers(self) -> dict[str, str]:
        headers = {"content-type": "application/json"}
        if self.by_cookie and SESSION in self.cookies:
            headers["cookie"] = f"{SESSION}={self.cookies[SESSION]}"
        else:
            headers["authorization"] = basic(*self.credentials)
        return headers


class _Watched(Connection):
    """Knows that it was closed."""

    closed = False

    @classmethod
    async def to(cls, port: int) -> _Watched:
        _, protocol = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return protocol

    def connection_lost(self, error: Exception | None) -> None:
        self.closed = True
        super().connection_lost(error)
