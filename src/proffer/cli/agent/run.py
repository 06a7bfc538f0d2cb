"""`proffer agent NAME`: logs in, gets ready, shows what is offered, does what is typed."""

from __future__ import annotations

import asyncio
import getpass
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from bayeux.client import Client, TransportFailed
from bayeux.client import Refused as BayeuxRefused
from proffer.cli.agent.desk import Desk
from proffer.cli.agent.keys import QUIT, keys_of_terminal, listen
from proffer.cli.agent.screen import KEYS, Screen
from proffer.cli.agent.service import Service, ServiceRefused
from proffer.cli.failure import OUT_OF_REACH, USAGE, Failed

SUBSCRIPTIONS = ("/v2/me/emails", "/v2/me/channels")
TICK_SECONDS = 1.0
REREAD, ENDED = "reread", "ended"


def run_agent(name: str, url: str, password: str | None, *, place: str | None, transport: str) -> None:
    """Until `q`. Raises Failed."""
    if password is None:
        if not sys.stdin.isatty():
            raise Failed("give the password with --password or PROFFER_PASSWORD", code=USAGE)
        password = getpass.getpass(f"Password of {name}: ")
    cookies: dict[str, str] = {}
    service = Service(url, name, password, cookies)
    try:
        with keys_of_terminal() as live:
            asyncio.run(
                _work(AgentTerminal(name, service, Screen(live=live), place), (name, password), cookies, transport)
            )
    except ServiceRefused as refused:
        raise Failed(f"{service.url}: {refused}") from None
    except BayeuxRefused as refused:
        raise Failed(f"{service.url}: {refused.error}") from None
    except OSError as error:
        raise Failed(f"{service.url}: {error}", code=OUT_OF_REACH) from None


async def _work(terminal: AgentTerminal, auth: tuple[str, str], cookies: dict[str, str], transport: str) -> None:
    await terminal.log_in()
    client = Client(
        f"{terminal.service.url}/api/v2/notifications",
        transport=transport,
        auth=auth,
        cookies=cookies,
        on_message=terminal.inbox.put_nowait,
        on_rehandshake=lambda: terminal.inbox.put_nowait(REREAD),
    )
    async with client:
        await client.subscribe(*SUBSCRIPTIONS)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, terminal.inbox.put_nowait, QUIT)
        listen(terminal.inbox.put_nowait, live=terminal.screen.live)
        ended = asyncio.ensure_future(client.ended.wait())
        ended.add_done_callback(lambda _: terminal.inbox.put_nowait(ENDED))
        try:
            await terminal.work()
        finally:
            ended.cancel()


class AgentTerminal:
    """One agent at work. Messages, keys and reminders come in through `inbox`, one at a time."""

    def __init__(self, name: str, service: Service, screen: Screen, place: str | None) -> None:
        self.inbox: asyncio.Queue[Any] = asyncio.Queue()
        self.service = service
        self.screen = screen
        self._name = name
        self._place = {"place": place} if place else {}
        self._desk = Desk()
        self._acts: dict[str, Callable[[], Awaitable[None]]] = {
            "a": lambda: self._on_email(self._desk.invited(), "Accept"),
            "r": lambda: self._on_email(self._desk.invited(), "Reject"),
            "c": lambda: self._on_email(self._desk.processing(), "Complete"),
            "y": self._ready,
            "n": lambda: self._channel("NotReady"),
            "l": self._list,
            "?": self._help,
            "h": self._help,
        }

    async def log_in(self) -> None:
        """Opens the contact-centre session. Raises ServiceRefused, OSError."""
        await self.service.get("/api/v2/me")
        await self.service.post(
            "/api/v2/me", operationName="StartContactCenterSession", channels=["email"], **self._place
        )

    async def work(self) -> None:
        """Until the agent quits, or the server ends it."""
        self.screen.say(f"logged in at {self.service.url} as {self._name}", KEYS)
        await self._safely(self._ready)
        await self._safely(self._reread)
        while True:
            self.screen.show(self._name, self._desk, _now())
            try:
                item = await asyncio.wait_for(self.inbox.get(), TICK_SECONDS if self.screen.live else None)
            except TimeoutError:
                continue
            if item == ENDED:
                raise OSError("the server ended the session")
            if item == QUIT:
                break
            await self._safely(lambda item=item: self._handle(item))  # type: ignore[misc]
        await self._safely(self._quit)
        self.screen.end()

    async def _handle(self, item: Any) -> None:
        if isinstance(item, dict):
            self.screen.say(*self._desk.told(item))
            await self._learn_deadlines()
        elif item == REREAD:
            self.screen.say("connection restored, reading again what you have")
            await self._reread()
        elif act := self._acts.get(item):
            await act()

    async def _safely(self, act: Callable[[], Awaitable[None]]) -> None:
        try:
            await act()
        except ServiceRefused as refused:
            self.screen.say(f"refused: {refused}")
        except (OSError, TransportFailed) as error:
            self.screen.say(f"no answer: {error}")

    async def _reread(self) -> None:
        channels = await self.service.get("/api/v2/me/channels?fields=*")
        emails = await self.service.get("/api/v2/me/emails?fields=*")
        self.screen.say(*self._desk.channels_are(channels.get("channels") or []))
        self.screen.say(*self._desk.emails_are(emails.get("emails") or []))
        await self._learn_deadlines()

    async def _learn_deadlines(self) -> None:
        """How long invitations stand is told by a resource of their own, on the server's clock."""
        for email in self._desk.without_deadline():
            asked_at = _now()
            email.deadline = asked_at  # until it is known, and if the email has left meanwhile
            answer = (await self.service.get(f"/api/x/v1/emails/{email.id}")).get("email") or {}
            expires_at = (answer.get("invitation") or {}).get("expiresAt")
            if expires_at and answer.get("serverTime"):
                left = (_time(expires_at) - _time(answer["serverTime"])).total_seconds()
                email.deadline = asked_at + left
                self.screen.say(f"{email.id} is offered for {left:.0f} seconds")

    async def _on_email(self, email: Any, operation: str) -> None:
        if email is None:
            self.screen.say(f"there is nothing to {operation.lower()}")
        else:
            await self.service.post(f"/api/v2/me/emails/{email.id}", operationName=operation)

    async def _ready(self) -> None:
        await self.log_in()  # changes nothing while the session is open
        await self._channel("Ready")

    async def _channel(self, operation: str) -> None:
        await self.service.post("/api/v2/me/channels/email", operationName=operation)

    async def _list(self) -> None:
        emails = self._desk.emails.values()
        held = [f'{self._name} has {email.id} {email.state} "{email.subject}" from {email.sender}' for email in emails]
        self.screen.say(*held or [f"{self._name} has nothing"])

    async def _help(self) -> None:
        self.screen.say(KEYS)

    async def _quit(self) -> None:
        if any(email.state != "Composing" for email in self._desk.emails.values()):
            self.screen.say("what you have in hand goes back to its queue")
        await self.service.post("/api/v2/me", operationName="EndContactCenterSession")
        self.screen.say("logged out")


def _now() -> float:
    return asyncio.get_running_loop().time()


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
