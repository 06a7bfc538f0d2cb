"""The HTTP interface as the terminal needs it: JSON there and back, one short connection per request."""

from __future__ import annotations

import asyncio
import base64
import http.client
import json
from typing import Any
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 15.0
ANSWER_BYTES_MAX = 32 * 1024 * 1024
SESSION_COOKIE = "JSESSIONID"


class ServiceRefused(Exception):  # noqa: N818 - the field's word
    """The server answered, and said no."""

    def __init__(self, http_status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.http_status = http_status
        self.code = code


class Service:
    """`cookies` is shared with the CometD client, so that both are one session."""

    def __init__(self, url: str, name: str, password: str, cookies: dict[str, str]) -> None:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        self._secure = parts.scheme == "https"
        self._host = parts.hostname or "localhost"
        self._port = parts.port
        self._prefix = parts.path.rstrip("/").removesuffix("/api/v2")
        self._authorization = "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode("ascii")
        self._cookies = cookies
        self.url = f"{parts.scheme}://{parts.netloc}{self._prefix}"

    async def get(self, path: str) -> dict[str, Any]:
        """The answer. Raises ServiceRefused, OSError."""
        return await asyncio.to_thread(self._ask, "GET", path, None)

    async def post(self, path: str, **body: Any) -> dict[str, Any]:
        """The answer. Raises ServiceRefused, OSError."""
        return await asyncio.to_thread(self._ask, "POST", path, json.dumps(body).encode())

    def _ask(self, method: str, path: str, body: bytes | None) -> dict[str, Any]:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        connection = kind(self._host, self._port, timeout=TIMEOUT_SECONDS)
        headers = {"Authorization": self._authorization, "Content-Type": "application/json"}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        try:
            connection.request(method, self._prefix + path, body, headers)
            response = connection.getresponse()
            answer = _object(response.read(ANSWER_BYTES_MAX))
            self._learn(response)
        except http.client.HTTPException as error:
            raise OSError(f"no HTTP: {error!r}") from None
        finally:
            connection.close()
        if response.status != 200 or answer.get("statusCode") not in (0, 7):
            message = str(answer.get("statusMessage") or f"HTTP {response.status}")
            raise ServiceRefused(response.status, int(answer.get("statusCode") or 0), message)
        return answer

    def _learn(self, response: http.client.HTTPResponse) -> None:
        for header in response.headers.get_all("Set-Cookie", []):
            name, _, value = header.partition(";")[0].partition("=")
            if name.strip() == SESSION_COOKIE:
                self._cookies[SESSION_COOKIE] = value.strip()


def _object(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
