"""An agent at work: his session, his state, what he has in hand, and news of it."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime
from itertools import count
from types import TracebackType
from typing import Any, Self

from msgspec import Struct

from bayeux.client import Client, TransportFailed
from bayeux.client import Refused as BayeuxRefused
from proffer_client.emails import Emails
from proffer_client.errors import NoAnswer, NotAuthenticated
from proffer_client.http import PARTIAL, Http
from proffer_client.news import CHANNELS, EMAILS, EmailNews, News, Reread, read_news
from proffer_client.objects import Channel, Colleague, Invitation, Queue, User, read


class Done(Struct, frozen=True):
    """The server took an operation on; `reference_id` and `operation_id` come again with its news."""

    reference_id: int | None
    operation_id: str


class Agent(Emails):
    """`async with Agent(url, "ada", password) as ada:` checks the password and opens the push channel.

    Then `await ada.log_in(place="desk-17")`, `await ada.ready()`, and `async for news in ada.news():`. Every method
    raises Refused (or the class of its statusCode) and NoAnswer. `transport`: "websocket" or "long-polling". Durations
    end in `_s` and are seconds. `listen=False` opens no push channel: then nothing waits for news.
    """

    def __init__(
        self,
        url: str,
        name: str,
        password: str,
        *,
        transport: str = "websocket",
        listen: bool = True,
        topics: tuple[str, ...] = (),
        tls: ssl.SSLContext | None = None,
        timeout_s: float = 15.0,
    ) -> None:
        self.http = Http(url, (name, password), timeout_s, tls)
        self.url = self.http.url
        self._auth = (name, password)
        self._transport = transport
        self._listens = listen
        self._topics = (EMAILS, CHANNELS, *topics)
        self._tls = tls
        self._timeout_s = timeout_s
        self._client: Client | None = None
        self._news: asyncio.Queue[News | None] = asyncio.Queue()
        self._waiting: dict[str, asyncio.Future[EmailNews]] = {}
        self._numbers = count(1)
        self._prefix = f"{id(self):x}"

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def open(self) -> None:
        """Who am I, and from now on: what is new. No contact-centre session is opened yet."""
        await self.me()
        if not self._listens:
            return
        self._client = Client(
            f"{self.url}/api/v2/notifications",
            transport=self._transport,
            auth=self._auth,
            cookies=self.http.cookies,
            tls=self._tls,
            on_message=self._told,
            on_rehandshake=lambda: self._news.put_nowait(Reread()),
        )
        try:
            await self._client.open()
            await self._client.subscribe(*self._topics)
        except TransportFailed as error:
            await self.close()
            raise NoAnswer(str(error)) from error
        except BayeuxRefused as error:
            await self.close()
            raise NotAuthenticated(20, error.error, 403) from error
        self._ending = asyncio.create_task(self._tell_end(self._client))

    async def close(self) -> None:
        """Closes the connections. The contact-centre session stays open: `log_out` ends it."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(TransportFailed, BayeuxRefused):
                await client.close()
        await self.http.close()

    async def news(self) -> AsyncIterator[News]:
        """What happens, as it happens; ends when the server ends the session or `close` is called."""
        while (found := await self._news.get()) is not None:
            yield found

    async def next_news(self, timeout_s: float | None = None) -> News | None:
        """The next of `news`; None at its end. Raises TimeoutError."""
        async with asyncio.timeout(timeout_s):
            return await self._news.get()

    async def me(self) -> User:
        """Who this is."""
        return read(User, (await self.http.get("/api/v2/me"))["user"])

    async def log_in(self, *, place: str | None = None, channels: tuple[str, ...] = ("email",)) -> tuple[str, ...]:
        """Opens the contact-centre session; the channels that were not served. Repeating it changes nothing."""
        given: dict[str, Any] = {"channels": list(channels)} | ({} if place is None else {"place": place})
        answer = await self.http.post("/api/v2/me", {"operationName": "StartContactCenterSession", **given})
        if answer["statusCode"] != PARTIAL:
            return ()
        return tuple(str(part.get("channel")) for part in answer.get("failed", ()))

    async def log_out(self) -> None:
        """Ends the contact-centre session; what was in hand goes back to its queue."""
        await self.http.post("/api/v2/me", {"operationName": "EndContactCenterSession"})

    async def change_password(self, old: str, new: str) -> None:
        """The result comes as news of topic /v2/me, which is to be among the `topics`."""
        body = {"operationName": "ChangePassword", "oldPassword": old, "newPassword": new}
        await self.http.post("/api/v2/me", body)

    async def ready(self) -> None:
        """Emails may be offered from now on."""
        await self.set_state("Ready")

    async def not_ready(self, reason: str | None = None) -> None:
        """No new emails."""
        await self.set_state("NotReady", reason)

    async def do_not_disturb(self, on: bool = True) -> None:
        """No new emails, whatever the state."""
        await self.set_state("DoNotDisturbOn" if on else "DoNotDisturbOff")

    async def offline(self) -> None:
        """Logs out of email; the session stays open."""
        await self.set_state("Offline")

    async def set_state(self, operation_name: str, reason: str | None = None) -> None:
        """Any state by its operationName."""
        body = {"operationName": operation_name} | ({} if reason is None else {"reason": reason})
        await self.http.post("/api/v2/me/channels/email", body)

    async def channels(self) -> tuple[Channel, ...]:
        """Those the agent is logged in to."""
        return read(tuple[Channel, ...], (await self.http.get("/api/v2/me/channels?fields=*"))["channels"])

    async def queues(self) -> tuple[Queue, ...]:
        """All of them."""
        return read(tuple[Queue, ...], (await self.http.get("/api/v2/queues?fields=*"))["queues"])

    async def colleagues(self) -> tuple[Colleague, ...]:
        """Whom, and which queues, an email can be given to."""
        return read(tuple[Colleague, ...], (await self.http.get("/api/v2/contacts?fields=*&limit=1000"))["contacts"])

    async def invitation(self, email_id: str) -> Invitation | None:
        """How long the invitation of an email stands; None when none is open."""
        found = (await self.http.get(f"/api/x/v1/emails/{email_id}"))["email"]
        invitation = found.get("invitation")
        if invitation is None:
            return None
        now = datetime.fromisoformat(found["serverTime"])
        expires_at = datetime.fromisoformat(invitation["expiresAt"])
        left = (expires_at - now).total_seconds()
        return Invitation(
            offered_at=datetime.fromisoformat(invitation["offeredAt"]), expires_at=expires_at, seconds_left=left
        )

    async def operate(self, path: str, operation_name: str, **parameters: Any) -> Done:
        """Any operation; parameters that are None are left out."""
        operation_id = f"{self._prefix}-{next(self._numbers)}"
        given = {name: value for name, value in parameters.items() if value is not None}
        body = {"operationName": operation_name, "operationId": operation_id, **given}
        answer = await self.http.post(path, body)
        return Done(answer.get("referenceId"), operation_id)

    async def outcome(self, path: str, operation_name: str, **parameters: Any) -> EmailNews:
        """The same, and the news it caused. Raises NoAnswer when they do not come in time, or nobody listens."""
        if self._client is None:
            raise NoAnswer("without the push channel nothing tells what came of it")
        operation_id = f"{self._prefix}-{next(self._numbers)}"
        given = {name: value for name, value in parameters.items() if value is not None}
        waiting: asyncio.Future[EmailNews] = asyncio.get_running_loop().create_future()
        self._waiting[operation_id] = waiting
        try:
            await self.http.post(path, {"operationName": operation_name, "operationId": operation_id, **given})
            async with asyncio.timeout(self._timeout_s):
                return await waiting
        except TimeoutError:
            raise NoAnswer(f"{operation_name} was done, but its news did not come") from None
        finally:
            del self._waiting[operation_id]

    def _told(self, message: dict[str, Any]) -> None:
        news = read_news(message)
        if isinstance(news, EmailNews) and news.operation_id is not None:
            waiting = self._waiting.get(news.operation_id)
            if waiting is not None and not waiting.done():
                waiting.set_result(news)
        self._news.put_nowait(news)

    async def _tell_end(self, client: Client) -> None:
        await client.ended.wait()
        self._news.put_nowait(None)
