"""Everybody who works with the server: three mail servers that send to it, six agents with their clients."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from random import Random
from typing import Any

from tests.crashes.account import Account
from tests.crashes.agent import Agent
from tests.crashes.installation import AGENTS, password_of
from tests.crashes.process import Process
from tests.crashes.senders import Sender
from tests.crashes.web import Web

SENDERS = 3
OPEN_EMAILS_MAX = 40  # senders wait while more are under way
END_OF_WORK_SECONDS_MAX = 20.0
DESKTOPS: dict[str, tuple[tuple[str, bool], ...]] = {  # (transport, ack)
    "ada": (("long-polling", False),),
    "bob": (("websocket", False),),
    "cyn": (("long-polling", True),),
    "dan": (("websocket", True),),
    "eve": (("long-polling", False), ("websocket", False)),
    "fay": (),
}
WITH_NPM = DESKTOPS | {"bob": (("npm websocket", False),), "cyn": (("npm long-polling", False),)}
BY_COOKIE = frozenset(("ada", "dan", "eve"))


class Crew:
    """What each of them does is drawn from `seed`; `account` remembers it. With `npm` two use npm's client."""

    def __init__(self, process: Process, account: Account, seed: int, *, npm: bool = False) -> None:
        self._desktops = WITH_NPM if npm else DESKTOPS
        self._process = process
        self._account = account
        self._senders = [Sender(f"{seed}.s{n}", account, Random(f"{seed} sender {n}")) for n in range(SENDERS)]
        self.agents = [self._agent(name, seed) for name in AGENTS]

    def begin_work(self) -> list[asyncio.Task[None]]:
        """Until the server is gone, or `end_work`."""
        self._account.working = True
        port = self._process.smtp_port
        jobs: list[Coroutine[Any, Any, None]] = [sender.work(port, self._has_room) for sender in self._senders]
        return [asyncio.create_task(job) for job in (*jobs, *(agent.work() for agent in self.agents))]

    async def end_work(self, tasks: list[asyncio.Task[None]]) -> None:
        """Everybody finishes what he is at. Raises what went wrong for one of them."""
        self._account.working = False
        _, late = await asyncio.wait(tasks, timeout=END_OF_WORK_SECONDS_MAX)
        assert not late, f"these do not end: {late}"
        for task in tasks:
            task.result()

    def server_died(self) -> None:
        """Nobody is aimed at any more, and no client's picture counts."""
        self._account.note = lambda what: None
        self._account.working = False
        self._account.starts += 1
        for agent in self.agents:
            for desk in agent.desks:
                desk.server_died()

    async def come_back(self) -> None:
        """Agents take up work again; mails that were not answered are sent again."""
        again = list(self._account.unanswered())
        await asyncio.gather(
            self._senders[0].send_again(self._process.smtp_port, again), *(agent.come_back() for agent in self.agents)
        )

    async def finish(self) -> None:
        """Accepts and completes what is in hand. What waits for the next round comes to hand later."""
        await asyncio.gather(*(agent.finish_what_is_there() for agent in self.agents))

    async def close(self) -> None:
        await asyncio.gather(*(agent.close() for agent in self.agents))

    def _agent(self, name: str, seed: int) -> Agent:
        web = Web(self._process.http_port, name, password_of(name), by_cookie=name in BY_COOKIE)
        return Agent(name, web, self._account, Random(f"{seed} {name}"), self._desktops[name])

    def _has_room(self) -> bool:
        taken = sum(len(mail.mailboxes) for mail in self._account.mails.values() if mail.answers)
        done = sum(asked.operation == "Complete" and asked.code == 0 for asked in self._account.asked)
        return taken - done < OPEN_EMAILS_MAX
