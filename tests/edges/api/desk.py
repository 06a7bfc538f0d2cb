"""A desk: the HTTP edge over a real house, driven as ASGI in this process, without a network."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from argon2 import PasswordHasher

from proffer.agents.http_session import HttpSession
from proffer.api.api import Api
from proffer.api.events import PasswordChanged
from proffer.api.settings import ApiSettings
from proffer.center.center import Center
from proffer.center.credential import Credential
from proffer.interaction.content import Attachment, Content
from proffer.record import Change, Write, replace
from tests.cast import ADA, BOB, CENTER, CYN, NOON, SAM, Hands, House
from tests.edges.api.shapes import mistake_in_answer

SECRET = "correct horse"
PASSWORDS = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
HASH = PASSWORDS.hash(SECRET)
QUICK = ApiSettings(
    external_api_url="https://cc.example/api/v2", password_time_cost=1, password_memory_kib=8, password_threads=1
)
JSON = {"content-type": "application/json"}


class Reply:
    """What came back."""

    def __init__(self, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        self.status = status
        self.all_headers = [(name.decode(), value.decode()) for name, value in headers]
        self.headers = dict(self.all_headers)
        self.body = body

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> int:
        """The statusCode; every answer of the API has one, a number."""
        code = self.json["statusCode"]
        assert type(code) is int
        return code

    @property
    def pair(self) -> tuple[int, int]:
        """HTTP status and statusCode, as the tables of the contract write them."""
        return self.status, self.code

    @property
    def cookie(self) -> str | None:
        """The session cookie handed out, if any."""
        found = self.headers.get("set-cookie")
        return None if found is None else found.partition(";")[0]


class Desk:
    """One HTTP edge. `ask` sends one request; `as_` and `cookie` say who asks."""

    def __init__(self, house: House, api: Api, hands: Hands) -> None:
        self.house = house
        self.api = api
        self.hands = hands
        self.pushed: list[tuple[str, Any]] = []
        self.log: list[tuple[str, dict[str, Any]]] = []

    @classmethod
    async def open(
        cls, settings: ApiSettings = QUICK, *, center: Center = CENTER, house: House | None = None, **parts: Any
    ) -> Desk:
        """Over a house of its own, where everybody has the password SECRET, or over one that exists already."""
        if house is None:
            house = await House.open(center)
            for user in center.users:
                await credential(house, user.id)
        hands = house.clock
        desk = cls.__new__(cls)
        api = Api(
            **{
                "settings": settings,
                "performer": house.performer,
                "views": house.views,
                "records": house.records,
                "store": house.store,
                "presence": house.presence,
                "notifications": nobody_listens,
                "push": lambda user, notice: desk.pushed.append((user, notice)),
                "clock": hands.now,
                "contacts": house.contacts,
                "responses": house.responses,
                "search": house.search,
                "monotonic": lambda: hands.elapsed() / 1_000,
                "log": lambda event, /, **fields: desk.log.append((event, fields)),
            }
            | parts
        )
        cls.__init__(desk, house, api, hands)
        return desk

    async def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        as_: str | None = None,
        password: str = SECRET,
        cookie: str | None = None,
        headers: Mapping[str, str] | None = None,
        peer: str = "10.0.0.7",
        chunks: list[bytes] | None = None,
    ) -> Reply:
        """One request. A dict, list, … is sent as JSON, bytes as they are."""
        sent = dict(headers or {})
        if as_ is not None:
            sent["authorization"] = basic(as_, password)
        if cookie is not None:
            sent["cookie"] = cookie
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            sent = JSON | sent
        reply = await exchange(self.api, method, path, sent, chunks or [body or b""], peer)
        kind = reply.headers.get("content-type", "")
        mistake = mistake_in_answer(method, path, reply.status, kind, reply.body)
        assert mistake is None, f"{method} {path} is answered as the API document does not say: {mistake}"
        return reply

    async def log_in(self, name: str = "ada") -> str:
        """A session's cookie."""
        reply = await self.ask("GET", "/api/v2/me", as_=name)
        assert reply.pair == (200, 0), reply.body
        assert reply.cookie is not None
        return reply.cookie

    async def stored_sessions(self) -> list[HttpSession]:
        """What a restart would find."""
        return [record async for record in self.house.store.open_records() if isinstance(record, HttpSession)]

    async def close(self) -> None:
        await self.api.close()
        self.house.close()


async def exchange(
    api: Any, method: str, path: str, headers: Mapping[str, str], chunks: list[bytes], peer: str = "10.0.0.7"
) -> Reply:
    """One HTTP request over ASGI."""
    path, _, query = path.partition("?")
    waiting = [
        {"type": "http.request", "body": chunk, "more_body": number < len(chunks) - 1}
        for number, chunk in enumerate(chunks)
    ]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await api(scope(method, path, query, headers, peer), receive, send)
    start, *rest = sent
    assert start["type"] == "http.response.start"
    return Reply(start["status"], start["headers"], b"".join(part.get("body", b"") for part in rest))


def scope(method: str, path: str, query: str, headers: Mapping[str, str], peer: str) -> dict[str, Any]:
    """An ASGI scope."""
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode("utf-8", "surrogatepass"),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": (peer, 50_000),
    }


def basic(name: str, password: str = SECRET) -> str:
    """The value of an Authorization header."""
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


async def credential(house: House, user_id: str, **fields: Any) -> None:
    """Gives a user the password SECRET, or changes what is stored of it."""
    stored = await house.records.get(("credential", user_id))
    before = stored if isinstance(stored, Credential) else None
    after = replace(before or Credential(user=user_id, password_hash=HASH), **fields)
    changed = PasswordChanged(at=NOON, agent=user_id)
    await house.store.save(Change(writes=(Write(before, after),), events=(changed,)))


async def attached(house: House, email_id: str, *attachments: Attachment, **fields: Any) -> None:
    """Puts attachments into an email's content."""
    before = await house.records.get(("content", email_id))
    assert isinstance(before, Content)
    after = replace(before, attachments=attachments, **fields)
    changed = PasswordChanged(at=NOON, email=email_id)
    await house.store.save(Change(writes=(Write(before, after),), events=(changed,)))


async def nobody_listens(scope: Any, receive: Any, send: Any, principal: str) -> None:
    """A push channel that says who came."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": f'["{principal}"]'.encode()})


__all__ = ["ADA", "BOB", "CYN", "SAM", "Desk", "Reply"]
