"""Brings the commit feed to the router and carries out what the router decides."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

from proffer.agents.capacity import free_capacity, is_offerable
from proffer.agents.login import Login, login_key
from proffer.automatic.invite import invite
from proffer.automatic.overflow import overflow
from proffer.center.center import Center
from proffer.engine.clock import Clock
from proffer.engine.ports import Store, StoreDown
from proffer.engine.records import Records
from proffer.engine.snapshots import agent_seen, email_seen
from proffer.engine.timers import Timers
from proffer.interaction.email import QUEUED, Email, email_key
from proffer.record import Change, Committed, Conflict, replace
from proffer.routing.decision import Decision, Due, Invite, Overdue, Overflow, WakeIn
from proffer.routing.router import Router
from proffer.routing.seen import CenterSeen, Lost, Taken

STORE_RETRY_SECONDS = 1.0


class Log(Protocol):
    """One line per thing that happened."""

    def __call__(self, event: str, /, **fields: Any) -> None: ...


class Dispatcher:
    """Owns the router of this node. Nothing here waits: saves are followed by callbacks."""

    def __init__(self, store: Store, records: Records, clock: Clock, log: Log) -> None:
        self.router = Router()
        self._store = store
        self._records = records
        self._clock = clock
        self._log = log
        self._timers = Timers(clock, self._due)
        self._closed = False
        self._tasks: set[asyncio.Task[None]] = set()

    def rebuild(self) -> None:
        """Tells the router every open record; it answers with the invitations that are due."""
        now = self._clock.now()
        self._carry_out(self.router.handle(CenterSeen(self._records.center), now))
        for login in self._records.logins():
            self._carry_out(self.router.handle(agent_seen(login, self._records.center), now))
        for email in self._records.open_emails():
            self._carry_out(self.router.handle(email_seen(email), now))

    def on_commit(self, committed: Committed) -> None:
        """Feed → snapshots → router → saves."""
        now = self._clock.now()
        for write in committed.change.writes:
            after = write.after
            if isinstance(after, Login):
                self._carry_out(self.router.handle(agent_seen(after, self._records.center), now))
            elif isinstance(after, Email):
                self._carry_out(self.router.handle(email_seen(after), now))
            elif isinstance(after, Center):
                self._relearn(after, now)

    def ride_along(self, change: Change, now: int) -> tuple[Change, tuple[Invite, ...]]:
        """The change with the next invitation of every email it puts back in a queue: one commit for both."""
        taken: list[Invite] = []
        if self._closed:
            return change, ()
        for write in change.writes:
            email = write.after
            if not isinstance(email, Email) or email.state != QUEUED:
                continue
            decision = self.router.propose(email_seen(email), now)
            if decision is None:
                continue
            login = self._invited_login(decision, change)
            if login is None:
                self._give_back(decision)
                continue
            change = change.then(invite(decision, email, login, self._records.center, now))
            taken.append(decision)
        return change, tuple(taken)

    def _invited_login(self, decision: Invite, change: Change) -> Login | None:
        """The login the invitation would rest on; None if it is not as the router believes.

        The router knows committed logins only: this very change may be the one that takes its agent away.
        """
        login = _written(change, decision.agent)
        if login is None:
            login = self._records.login(decision.agent)
        else:
            center = self._records.center
            if not (is_offerable(login, center) and free_capacity(login, center) > 0):
                return None
        return login if login is not None and login.version == decision.login_version else None

    async def save(self, change: Change, now: int) -> None:
        """Commits the change, with the next invitation aboard where there is one. Raises Conflict, StoreDown."""
        change, invites = self.ride_along(change, now)
        try:
            await self._store.submit(change)
        except BaseException:
            self.settled(invites, committed=False)
            raise
        self.settled(invites, committed=True)

    def settled(self, invites: tuple[Invite, ...], *, committed: bool) -> None:
        """The fate of the invitations that rode along."""
        for decision in invites:
            if committed:
                self._carry_out(self.router.handle(Taken(decision), self._clock.now()))
            else:
                self._give_back(decision)

    def close(self) -> None:
        """No further invitations from this node."""
        self._closed = True
        self._timers.close()
        for task in self._tasks:
            task.cancel()

    def _relearn(self, center: Center, now: int) -> None:
        """A new configuration: capacities and rights of every agent may differ, and are known before it decides."""
        for login in self._records.logins():
            self._carry_out(self.router.handle(agent_seen(login, center), now))
        self._carry_out(self.router.handle(CenterSeen(center), now))

    def _carry_out(self, decisions: list[Decision]) -> None:
        for decision in decisions:
            if isinstance(decision, Invite):
                self._invite(decision)
            elif isinstance(decision, WakeIn):
                due = decision.due
                self._timers.after(decision.ms, (due.what, due.email), due)
            elif isinstance(decision, Overflow):
                self._run(self._overflow(decision))
            elif isinstance(decision, Overdue):
                self._log("routing timeout", email=decision.email, queue=decision.queue)

    def _due(self, token: Any) -> None:
        assert isinstance(token, Due)
        if not self._closed:
            self._carry_out(self.router.handle(token, self._clock.now()))

    def _invite(self, decision: Invite) -> None:
        email = self._records.email(decision.email)
        login = self._records.login(decision.agent)
        if (
            email is None
            or login is None
            or (email.version, login.version) != (decision.email_version, decision.login_version)
        ):
            self._run(self._give_back_fresh(decision))
            return
        change = invite(decision, email, login, self._records.center, self._clock.now())
        self._submit(change, lambda saved: self._invited(decision, saved))

    def _submit(self, change: Change, then: Callable[[asyncio.Future[Committed]], None]) -> None:
        if not self._closed:
            self._store.submit(change).add_done_callback(then)

    def _invited(self, decision: Invite, saved: asyncio.Future[Committed]) -> None:
        if saved.cancelled() or self._closed:
            return
        error = saved.exception()
        if error is None:
            self._carry_out(self.router.handle(Taken(decision), self._clock.now()))
        elif isinstance(error, Conflict):
            self._run(self._give_back_fresh(decision))
        else:
            self._log("invitation not saved", email=decision.email, error=repr(error))
            delay = asyncio.get_running_loop().call_later
            delay(STORE_RETRY_SECONDS, self._give_back, decision)

    async def _give_back_fresh(self, decision: Invite) -> None:
        """The invitation was lost to somebody else: the router learns the records as they are now."""
        try:
            await self._records.fresh((email_key(decision.email), login_key(decision.agent)))
        except StoreDown:
            await asyncio.sleep(STORE_RETRY_SECONDS)
        self._give_back(decision)

    def _give_back(self, decision: Invite) -> None:
        if self._closed:
            return
        email = self._records.email(decision.email)
        login = self._records.login(decision.agent)
        lost = Lost(
            decision,
            None if email is None else email_seen(email),
            None if login is None else agent_seen(login, self._records.center),
        )
        self._carry_out(self.router.handle(lost, self._clock.now()))

    async def _overflow(self, decision: Overflow) -> None:
        while not self._closed:
            email = await self._records.get(email_key(decision.email))
            if not isinstance(email, Email) or email.version != decision.email_version:
                return
            change = overflow(email, decision.queue, self._records.center, self._clock.now())
            if change is None:
                self._log("no such overflow queue", queue=decision.queue)
                return
            try:
                await self._store.save(change)
            except Conflict:
                continue
            except StoreDown:
                await asyncio.sleep(STORE_RETRY_SECONDS)
                continue
            return

    def _run(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _written(change: Change, agent: str) -> Login | None:
    """The login as this very change leaves it, shown at the version the router may know."""
    for write in change.writes:
        if isinstance(write.after, Login) and write.after.agent == agent:
            return replace(write.after, version=write.expected)
    return None
