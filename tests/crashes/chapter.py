"""One data directory and what it lives through: work, a kill, a comparison, a start, rest, and again."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from random import Random

from tests.crashes.account import Account
from tests.crashes.agent import Gone
from tests.crashes.crew import Crew
from tests.crashes.evidence import Evidence, Source
from tests.crashes.history_checks import HistoryChecks
from tests.crashes.mail_checks import MailChecks
from tests.crashes.moments import LATE_SECONDS, NOTED, Moment, Watch, moment
from tests.crashes.operation_checks import operation_complaints
from tests.crashes.process import Process
from tests.crashes.rest_checks import differing, overdue, waiting_in_vain

REST_SECONDS_MAX = 8.0
LAST_WORK_SECONDS_MAX = 60.0
BEFORE_IT_STOPS_SECONDS = 0.2
AFTER_TROUBLE_SECONDS = 0.5
FAULTS_IN_THE_LOG = ("request_failed", "act failed", "mail_not", "Traceback", "not completed", "sweep_failed")


class Chapter:
    """Everything random is drawn from `seed`; where exactly a kill falls is for the operating system to say."""

    def __init__(self, process: Process, source: Source, ids: dict[str, str], seed: int, *, npm: bool = False) -> None:
        self.account = Account()
        self.process = process
        self._source = source
        self._ids = ids  # user name → user id
        self._chance = Random(f"{seed} moments")
        self._crew = Crew(process, self.account, seed, npm=npm)
        self._mail_checks = MailChecks(self.account)
        self._history = HistoryChecks()
        self._log_read = 0

    async def begin(self) -> None:
        """The first start; everybody logs in."""
        await self._start()
        await self._crew.come_back()

    async def kill_once(self, also: Callable[[], Awaitable[None]] | None = None) -> tuple[str, list[str]]:
        """One round; what happened in a line, and what was wrong. `also` comes right after the kill."""
        at = moment(self._chance)
        under_way = await self._strike(at)
        if also is not None:
            await also()
        evidence = await self._source.read(dead=True)
        complaints, counts = list(self._compare(evidence)), _counted(self.account, evidence)
        self.process.ahead_ms += at.away_ms
        began = time.monotonic()
        seconds = await self._start()
        ready_at = self.process.now()
        await self._crew.come_back()
        complaints += await self._restless(evidence, ready_at)
        times = f"up in {seconds:.2f} s, at rest after {time.monotonic() - began:.2f} s"
        return f"{at}; under way: {under_way}; {counts}; {times}", complaints

    async def endure(self, trouble: Callable[[], Awaitable[None]]) -> list[str]:
        """Work goes on while something is wrong; when `trouble` is over all must come right without a restart."""
        self.account.troubled = True
        tasks = self._crew.begin_work()
        await trouble()
        await asyncio.sleep(AFTER_TROUBLE_SECONDS)
        await self._crew.end_work(tasks)
        self.account.troubled = False
        await self._crew.come_back()
        complaints = await self._restless(None, 0)
        self._log_read = len(self.process.log.read_text(errors="replace"))  # full of it, and rightly
        return complaints + list(self._compare(await self._source.read(dead=False)))

    async def end(self) -> list[str]:
        """Every email is worked off, the server is stopped, and everything compared for the last time."""
        until = time.monotonic() + LAST_WORK_SECONDS_MAX
        while (emails := (await self._source.open_records())[0]) and time.monotonic() < until:
            await self._crew.finish()
        complaints = [f"stuck: {email['id']}, {email['state']}, cannot be finished" for email in emails]
        await self._crew.close()
        self.process.signal(signal.SIGTERM)
        if status := await self.process.ended():
            complaints.append(f"untrue: the server ended with status {status}: {self.process.last_words()}")
        return complaints + list(self._compare(await self._source.read(dead=False)))

    async def abandon(self) -> None:
        """Nothing stays behind, however it went."""
        await self.process.kill()
        await self._crew.close()

    # -- the kill ------------------------------------------------------------------------------------------------------

    async def _strike(self, at: Moment) -> str:
        """Work until the moment has come, kill, and wait until everybody has noticed; what was under way."""
        if at.what == "while it starts":
            return await self._strike_a_start(at)
        struck = asyncio.Event()
        account, under_way = self.account, ""

        def kill() -> None:
            nonlocal under_way
            if not struck.is_set():
                under_way = f"{account.mails_under_way} mails, {account.operations_under_way} operations"
                self.process.signal(signal.SIGKILL)
                struck.set()

        self._aim(at, kill)
        tasks = self._crew.begin_work()
        await struck.wait()
        await self.process.ended()
        self._crew.server_died()
        await self._crew.end_work(tasks)
        return under_way

    async def _strike_a_start(self, at: Moment) -> str:
        await self.process.kill()
        self._crew.server_died()
        self.process.start()
        await asyncio.sleep(at.after_ms / 1_000)
        through = self.process.is_ready()
        await self.process.kill()
        return "nothing, the start was through" if through else "the start"

    def _aim(self, at: Moment, kill: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()

        def reached(after_ms: float) -> None:
            if after_ms:
                loop.call_later(after_ms / 1_000, kill)
            else:
                kill()

        def stop() -> None:
            self.process.signal(signal.SIGTERM)
            reached(at.after_ms)

        if at.what in NOTED:
            self.account.note = Watch(at, reached).note
            loop.call_later(LATE_SECONDS, kill)
        elif at.what == "while it stops":
            loop.call_later(BEFORE_IT_STOPS_SECONDS, stop)
        else:
            reached(at.after_ms)

    async def _start(self) -> float:
        """Seconds until the server took work."""
        began = time.monotonic()
        self.process.start()
        await self.process.ready()
        return time.monotonic() - began

    # -- the comparisons -----------------------------------------------------------------------------------------------

    async def _restless(self, before: Evidence | None, ready_at: int) -> list[str]:
        """Empty as soon as everything is at rest; after the longest wait, what is not."""
        until = time.monotonic() + REST_SECONDS_MAX
        while True:
            found = [complaint async for complaint in self._unrest(before, ready_at)]
            if not found or time.monotonic() > until:
                return found
            await asyncio.sleep(0.01)

    async def _unrest(self, before: Evidence | None, ready_at: int) -> AsyncIterator[str]:
        listed = {}
        for agent in self._crew.agents:
            try:
                listed[agent.name] = await agent.listed()
            except Gone:
                yield f"stuck: no answer for {agent.name}"
        emails, logins = await self._source.open_records()
        hands = {login["agent"]: [item["email"] for item in login["in_hand"]] for login in logins}
        for agent in self._crew.agents:
            in_hand = hands.get(self._ids[agent.name], [])
            pictures = [desk.picture for desk in agent.desks]
            for complaint in differing(agent.name, listed.get(agent.name, {}), pictures, in_hand):
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
        text = self.process.log.read_text(errors="replace")
        new, self._log_read = text[self._log_read :], len(text)
        yield from (f"untrue: {line}" for line in new.splitlines() if any(word in line for word in FAULTS_IN_THE_LOG))


def _counted(account: Account, evidence: Evidence) -> str:
    counts = account.counts()
    return (
        f"{counts['acknowledged']} of {counts['mails']} mails acknowledged, {len(evidence.emails)} emails there; "
        f"{counts['operations']} operations done, {counts['refused']} refused, {counts['unanswered']} unanswered"
    )
