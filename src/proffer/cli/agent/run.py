"""`proffer agent NAME`: logs in, gets ready, shows what is offered, does what is typed."""

from __future__ import annotations

import asyncio
import getpass
import signal
import sys
from collections.abc import Awaitable, Callable

from proffer.cli.agent.desk import Desk, OnDesk
from proffer.cli.agent.keys import QUIT, keys_of_terminal, listen
from proffer.cli.agent.screen import KEYS, Screen
from proffer.cli.failure import OUT_OF_REACH, USAGE, Failed
from proffer_client import Agent, News, Refused, Reread

TICK_SECONDS = 1.0


def run_agent(name: str, url: str, password: str | None, *, place: str | None, transport: str) -> None:
    """Until `q`. Raises Failed."""
    if password is None:
        if not sys.stdin.isatty():
            raise Failed("give the password with --password or PROFFER_PASSWORD", code=USAGE)
        password = getpass.getpass(f"Password of {name}: ")
    try:
        with keys_of_terminal() as live:
            asyncio.run(_work(name, url, password, transport, place, Screen(live=live)))
    except Refused as refused:
        raise Failed(f"{url}: {refused}") from None
    except OSError as error:
        raise Failed(f"{url}: {error}", code=OUT_OF_REACH) from None


async def _work(name: str, url: str, password: str, transport: str, place: str | None, screen: Screen) -> None:
    async with Agent(url, name, password, transport=transport) as agent:
        terminal = AgentTerminal(name, agent, screen, place)
        await terminal.log_in()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, terminal.inbox.put_nowait, QUIT)
        listen(terminal.inbox.put_nowait, live=screen.live)
        listening = asyncio.create_task(terminal.hear())
        try:
            await terminal.work()
        finally:
            listening.cancel()


class AgentTerminal:
    """One agent at work. News (None: no more will come) and keys come in through `inbox`, one at a time."""

    def __init__(self, name: str, agent: Agent, screen: Screen, place: str | None) -> None:
        self.inbox: asyncio.Queue[News | str | None] = asyncio.Queue()
        self.agent = agent
        self.screen = screen
        self._name = name
        self._place = place
        self._desk = Desk()
        self._acts: dict[str, Callable[[], Awaitable[None]]] = {
            "a": lambda: self._on_email(self._desk.invited(), "Accept"),
            "r": lambda: self._on_email(self._desk.invited(), "Reject"),
            "c": lambda: self._on_email(self._desk.processing(), "Complete"),
            "y": self._ready,
            "n": self.agent.not_ready,
            "l": self._list,
            "?": self._help,
            "h": self._help,
        }

    async def log_in(self) -> None:
        """Opens the contact-centre session. Raises Refused, NoAnswer."""
        await self.agent.log_in(place=self._place)

    async def hear(self) -> None:
        """Puts news into the inbox, and at their end None."""
        async for news in self.agent.news():
            self.inbox.put_nowait(news)
        self.inbox.put_nowait(None)

    async def work(self) -> None:
        """Until the agent quits, or the server ends it."""
        self.screen.say(f"logged in at {self.agent.url} as {self._name}", KEYS)
        await self._safely(self._ready)
        await self._safely(self._reread)
        while True:
            self.screen.show(self._name, self._desk, _now())
            try:
                item = await asyncio.wait_for(self.inbox.get(), TICK_SECONDS if self.screen.live else None)
            except TimeoutError:
                continue
            if item is None:
                raise OSError("the server ended the session")
            if item == QUIT:
                break
            await self._safely(lambda item=item: self._handle(item))  # type: ignore[misc]
        await self._safely(self._quit)
        self.screen.end()

    async def _handle(self, item: News | str) -> None:
        if isinstance(item, Reread):
            self.screen.say("connection restored, reading again what you have")
            await self._reread()
        elif isinstance(item, News):
            self.screen.say(*self._desk.told(item))
            await self._learn_deadlines()
        elif act := self._acts.get(item):
            await act()

    async def _safely(self, act: Callable[[], Awaitable[None]]) -> None:
        try:
            await act()
        except Refused as refused:
            self.screen.say(f"refused: {refused}")
        except OSError as error:
            self.screen.say(f"no answer: {error}")

    async def _reread(self) -> None:
        self.screen.say(*self._desk.channels_are(await self.agent.channels()))
        self.screen.say(*self._desk.emails_are(await self.agent.emails()))
        await self._learn_deadlines()

    async def _learn_deadlines(self) -> None:
        """How long invitations stand is told by a resource of their own, on the server's clock."""
        for email in self._desk.without_deadline():
            asked_at = _now()
            email.deadline = asked_at  # until it is known, and if the email has left meanwhile
            invitation = await self.agent.invitation(email.id)
            if invitation is not None:
                email.deadline = asked_at + invitation.seconds_left
                self.screen.say(f"{email.id} is offered for {invitation.seconds_left:.0f} seconds")

    async def _on_email(self, email: OnDesk | None, operation: str) -> None:
        if email is None:
            self.screen.say(f"there is nothing to {operation.lower()}")
        else:
            await self.agent.operate(f"/api/v2/me/emails/{email.id}", operation)

    async def _ready(self) -> None:
        await self.log_in()  # changes nothing while the session is open
        await self.agent.ready()

    async def _list(self) -> None:
        emails = self._desk.emails.values()
        held = [f'{self._name} has {email.id} {email.state} "{email.subject}" from {email.sender}' for email in emails]
        self.screen.say(*held or [f"{self._name} has nothing"])

    async def _help(self) -> None:
        self.screen.say(KEYS)

    async def _quit(self) -> None:
        if any(email.state != "Composing" for email in self._desk.emails.values()):
            self.screen.say("what you have in hand goes back to its queue")
        await self.agent.log_out()
        self.screen.say("logged out")


def _now() -> float:
    return asyncio.get_running_loop().time()
