"""An agent's desktop on CometD: reads once what is in hand, then believes what it is told; after a loss again."""

from __future__ import annotations

import asyncio
from itertools import count
from typing import Any

from bayeux.client import Client
from tests.crashes.account import Account, Told
from tests.crashes.npm_client import NpmClient
from tests.crashes.web import Web

IN_HAND = ("Invited", "Processing", "Composing")
FIRST_PAUSE_SECONDS = 0.02
NPM = "npm "  # before the name of a transport: npm cometd is the client
Picture = dict[str, tuple[str, Any]]  # email → (state, user data)

_numbers = count(1)


class Desk:
    """`picture` is what an agent would see. `fresh` is set while it rests on a list read since the last start."""

    def __init__(self, agent: str, web: Web, account: Account, *, transport: str, ack: bool) -> None:
        self.picture: Picture = {}
        self.fresh = asyncio.Event()
        self.session = 0  # how often its agent has asked to be logged out
        self._agent = agent
        self._web = web.another()
        self._account = account
        self._transport = transport
        self._ack = ack
        self._client: Client | NpmClient | None = None
        self._number = 0
        self._since_asked: list[dict[str, Any]] | None = None  # messages that came while the list is being read
        self._reading: asyncio.Task[None] | None = None

    @property
    def ended(self) -> bool:
        """The server has sent this client away, or it was never opened."""
        return self._client is None or self._client.ended.is_set()

    async def open(self) -> None:
        """A new client. Raises TransportFailed or Refused while the server is away."""
        await self.close()
        self._number = next(_numbers)
        try:
            await (self._open_npm() if self._transport.startswith(NPM) else self._open_ours())
        except BaseException:
            await self.close()
            raise
        self._read_again()

    async def _open_ours(self) -> None:
        client = self._client = Client(
            self._web.base + "/api/v2/notifications",
            transport=self._transport,
            ack=self._ack,
            auth=None if self._web.by_cookie else self._web.credentials,
            cookies=self._web.cookies if self._web.by_cookie else None,
            on_message=self._receive,
            on_rehandshake=self._read_again,
            back_off_s=FIRST_PAUSE_SECONDS,
        )
        await client.open()
        await client.subscribe("/v2/me/*")

    async def _open_npm(self) -> None:
        client = self._client = NpmClient(
            self._web.base,
            self._web.credentials,
            self._transport.removeprefix(NPM),
            on_message=self._receive,
            on_rehandshake=self._read_again,
        )
        await client.open()

    async def close(self) -> None:
        """Says good-bye if there is somebody to hear it."""
        self.fresh.clear()
        if self._reading is not None:
            self._reading.cancel()
        if self._client is not None:
            client, self._client = self._client, None
            await client.close()
        self._web.close()
        self.picture = {}

    def server_died(self) -> None:
        """What it shows may be out of date until it has read the list again."""
        self.fresh.clear()
        if self._reading is not None:
            self._reading.cancel()

    def _read_again(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
        self._reading = asyncio.create_task(self._read(self._account.starts))

    async def _read(self, start: int) -> None:
        """The list; then, on top of it, what was told since it was asked for."""
        while True:
            self._since_asked = []
            try:
                status, answer = await self._web.ask("GET", "/api/v2/me/emails?fields=*")
            except OSError:
                status, answer = 0, {}
            if status == 200:
                break
            await asyncio.sleep(FIRST_PAUSE_SECONDS)
        self.picture = pictured(answer["emails"])
        late, self._since_asked = self._since_asked, None
        for email in late:
            self._believe(email)
        if start == self._account.starts:
            self.fresh.set()

    def _receive(self, message: dict[str, Any]) -> None:
        data = message.get("data") or {}
        if data.get("messageType") != "EmailStateChangeMessage":
            return
        email = data["email"]
        self._account.tell(
            Told(
                agent=self._agent,
                desk=self._number,
                exactly_once=not self._ack,
                email=email["id"],
                state=email["state"],
                kind=data["notificationType"],
                session=self.session,
                reference=data.get("referenceId"),
            )
        )
        if self._since_asked is not None:
            self._since_asked.append(email)
        else:
            self._believe(email)

    def _believe(self, email: dict[str, Any]) -> None:
        if email["state"] in IN_HAND:
            self.picture[email["id"]] = (email["state"], email["userData"])
        else:
            self.picture.pop(email["id"], None)


def pictured(emails: list[dict[str, Any]]) -> Picture:
    """A list of emails as the server prints it, as a picture."""
    return {email["id"]: (email["state"], email["userData"]) for email in emails}
