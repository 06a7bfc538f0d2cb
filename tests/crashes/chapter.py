"""One data directory and the kills it lives through: work, kill, compare, start, come to rest, and again."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable, Coroutine, Iterator
from random import Random
from typing import Any

from tests.crashes.account import Account
from tests.crashes.agent import Agent, Gone
from tests.crashes.evidence import Evidence, Source
from tests.crashes.history_checks import HistoryChecks
from tests.crashes.installation import AGENTS, password_of
from tests.crashes.mail_checks import MailChecks
from tests.crashes.moments import LATE_SECONDS, NOTED, Moment, Watch, moment
from tests.crashes.operation_checks import operation_complaints
from tests.crashes.process import Process
from tests.crashes.rest_checks import differing, overdue, waiting_in_vain
from tests.crashes.senders import Sender
from tests.crashes.web import Web

SENDERS = 3
OPEN_EMAILS_MAX = 40  # senders wait while more are under way
REST_SECONDS_MAX = 8.0
DRAIN_SECONDS_MAX = 40.0
END_OF_TASKS_SECONDS_MAX = 10.0
DESKTOPS: dict[str, tuple[tuple[str, bool], ...]] = {  # (transport, ack)
    "ada": (("long-polling", False),),
    "bob": (("websocket", False),),
    "cyn": (("long-polling", True),),
    "dan": (("websocket", True),),
    "eve": (("long-polling", False), ("websocket", False)),
    "fay": (),
}
BY_COOKIE = frozenset(("ada", "dan", "eve"))
FAULTS_IN_THE_LOG = ("request_failed", "act failed", "mail_not", "Traceback", "not completed", "sweep_failed")


class Chapter:
    """Everything random is drawn from `seed`; where exactly a kill falls is for the operating system to say."""

    def __init__(self, process: Process, source: Source, ids: dict[str, str], seed: int) -> None:
        self.account = Account()
        self._process = process
        self._source = source
        self._ids = ids
        self._chance = Random(f"{seed} moments")
        self._senders = [Sender(f"{seed}.s{n}", self.account, Random(f"{seed} sender {n}")) for n in range(SENDERS)]
        self._agents = [self._agent(name, seed) for name in AGENTS]
        self._mail_checks = MailChecks(self.account)
        self._history = HistoryChecks()
        self._log_read = 0

    async def begin(self) -> None:
        """The first start."""
        await self._start(None)

    async def kill_once(self) -> tuple[str, list[str]]:
        """One round; what happened in a line, and what was wrong."""
        next_ = moment(self._chance)
        under_way = await self._strike(next_)
        evidence = await self._source.read(dead=True)
        complaints = list(self._compare(evidence))
        counts = _counted(self.account, evidence)
        self._process.ahead_ms += next_.away_ms
        began = time.monotonic()
        seconds = await self._start(evidence, complaints)
        times = f"up in {seconds:.2f} s, at rest after {time.monotonic() - began:.2f} s"
        return f"{next_}; under way: {under_way}; {counts}; {times}", complaints

    async def end(self) -> list[str]:
        """Every email is worked off, the server is stopped, and everything compared for the last time."""
        complaints: list[str] = []
        until = time.monotonic() + DRAIN_SECONDS_MAX
        while (await self._source.open_records())[0]:
            await asyncio.gather(*(agent.finish_one() for agent in self._agents))
            if time.monotonic() > until:
                complaints.append(f"stuck: {len((await self._source.open_records())[0])} emails cannot be finished")
                break
        await asyncio.gather(*(agent.close() for agent in self._agents))
        self._process.signal(signal.SIGTERM)
        if status := await self._process.ended():
            complaints.append(f"untrue: the server ended with status {status}: {self._process.last_words()}")
        return complaints + list(self._compare(await self._source.read(dead=False)))

    async def abandon(self) -> None:
        """Nothing stays behind, however it went."""
        await self._process.kill()
        for agent in self._agents:
            await agent.close()

    # -- a round -------------------------------------------------------------------------------------------------------

    async def _strike(self, at: Moment) -> str:
        """Work until the moment has come, kill, and wait until everybody has noticed; what was under way."""
        if at.what == "while it starts":
            await self._process.kill()
            self._everybody_lost_it()
            self._process.start()
            await asyncio.sleep(at.after_ms / 1_000)
            was_ready = self._process.is_ready()
            await self._process.kill()
            return "the start was through" if was_ready else "the start"
        struck = asyncio.Event()
        under_way: list[str] = []

        def kill() -> None:
            if not struck.is_set():
                account = self.account
                under_way.append(f"{account.mails_under_way} mails, {account.operations_under_way} operations")
                self._process.signal(signal.SIGKILL)
                struck.set()

        tasks = self._work(at, kill)
        await struck.wait()
        await self._process.ended()
        self._everybody_lost_it()
        _, late = await asyncio.wait(tasks, timeout=END_OF_TASKS_SECONDS_MAX)
        assert not late, f"these did not notice: {late}"
        for task in tasks:
            task.result()
        return under_way[0]

    def _work(self, at: Moment, kill: Callable[[], None]) -> list[asyncio.Task[None]]:
        """Senders and agents begin, and the kill is set."""
        loop = asyncio.get_running_loop()
        self.account.working = True

        def reached(after_ms: float) -> None:
            loop.call_later(after_ms / 1_000, kill) if after_ms else kill()

        def stop_then_kill() -> None:
            self._process.signal(signal.SIGTERM)
            reached(at.after_ms)

        if at.what in NOTED:
            self.account.note = Watch(at, reached).note
            loop.call_later(LATE_SECONDS, kill)
        elif at.what == "while it stops":
            loop.call_later(0.2, stop_then_kill)
        else:
            loop.call_later(at.after_ms / 1_000, kill)
        jobs: list[Coroutine[Any, Any, None]] = [
            sender.work(self._process.smtp_port, self._has_room) for sender in self._senders
        ]
        return [asyncio.create_task(job) for job in (*jobs, *(agent.work() for agent in self._agents))]

    def _everybody_lost_it(self) -> None:
        self.account.note = lambda what: None
        self.account.working = False
        self.account.starts += 1
        for agent in self._agents:
            for desk in agent.desks:
                desk.server_died()

    async def _start(self, before: Evidence | None, complaints: list[str] | None = None) -> float:
        """Starts the server, brings everybody back, sends again what was not answered; seconds until it took work."""
        began = time.monotonic()
        self._process.start()
        await self._process.ready()
        seconds, ready_at = time.monotonic() - began, self._process.now()
        again = list(self.account.unanswered())
        await asyncio.gather(
            self._senders[0].send_again(self._process.smtp_port, again), *(agent.come_back() for agent in self._agents)
        )
        if complaints is not None:
            complaints += await self._restless(before, ready_at)
        return seconds

    async def _restless(self, before: Evidence | None, ready_at: int) -> list[str]:
        """Empty as soon as everything is at rest; after the longest wait, what is not."""
        until = time.monotonic() + REST_SECONDS_MAX
        while True:
            found = [complaint async for complaint in self._unrest(before, ready_at)]
            if not found or time.monotonic() > until:
                return found
            await asyncio.sleep(0.01)

    async def _unrest(self, before: Evidence | None, ready_at: int) -> Any:
        listed = {}
        for agent in self._agents:
            try:
                listed[agent.name] = await agent.listed()
            except Gone:
                yield f"stuck: no answer for {agent.name}"
        emails, logins = await self._source.open_records()
        hands = {login["agent"]: [item["email"] for item in login["in_hand"]] for login in logins}
        for agent in self._agents:
            pictures = [desk.picture for desk in agent.desks]
            for complaint in differing(
                agent.name, listed.get(agent.name, {}), pictures, hands.get(self._ids[agent.name], [])
            ):
                yield complaint
        for complaint in waiting_in_vain(emails, logins):
            yield complaint
        if before is not None:
            for complaint in overdue(before, emails, ready_at):
                yield complaint

    def _compare(self, evidence: Evidence) -> Iterator[str]:
        seen, self.account.complaints = self.account.complaints, []
        yield from seen
        yield from self._mail_checks.complaints(evidence)
        yield from self._history.complaints(evidence)
        yield from operation_complaints(self.account, evidence, self._ids)
        text = self._process.log.read_text(errors="replace")
        new, self._log_read = text[self._log_read :], len(text)
        yield from (f"untrue: {line}" for line in new.splitlines() if any(word in line for word in FAULTS_IN_THE_LOG))

    # -- people --------------------------------------------------------------------------------------------------------

    def _agent(self, name: str, seed: int) -> Agent:
        web = Web(self._process.http_port, name, password_of(name), by_cookie=name in BY_COOKIE)
        return Agent(name, web, self.account, Random(f"{seed} {name}"), DESKTOPS[name])

    def _has_room(self) -> bool:
        taken = sum(len(mail.mailboxes) for mail in self.account.mails.values())
        done = sum(asked.operation == "Complete" and asked.code == 0 for asked in self.account.asked)
        return taken - done < OPEN_EMAILS_MAX


def _counted(account: Account, evidence: Evidence) -> str:
    counts = account.counts()
    return (
        f"{counts['acknowledged']} of {counts['mails']} mails acknowledged, {len(evidence.emails)} emails there; "
        f"{counts['operations']} operations done, {counts['refused']} refused, {counts['unanswered']} unanswered"
    )
