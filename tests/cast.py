"""The small cast of the tests: ada, bob and cyn answer for queue support; a node made of real parts in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from proffer.agents.notices import ChannelNotice
from proffer.center.center import Center
from proffer.center.options import Options
from proffer.center.queue import GROUP, Mailbox, Queue, Target
from proffer.center.user import AgentGroup, Skill, User
from proffer.center_file.events import CenterApplied
from proffer.engine.acts import AutomaticActs
from proffer.engine.contacts import Contacts
from proffer.engine.dispatch import Dispatcher
from proffer.engine.perform import Performer
from proffer.engine.presence import Presence
from proffer.engine.records import Records
from proffer.engine.responses import Responses
from proffer.engine.search import Search
from proffer.engine.views import Views
from proffer.interaction.contact import Seen
from proffer.interaction.content import Content
from proffer.interaction.email import Email, email_key
from proffer.interaction.events import EmailReceived
from proffer.interaction.notices import EmailNotice
from proffer.mail.draft_bodies import made_bodies
from proffer.operations.frame import Request
from proffer.operations.listed import EMAILS_OPERATIONS, OWN_EMAIL_OPERATIONS
from proffer.record import Change, Committed, Notice, UserData, Write, replace
from proffer.routing.user_data import routing_begins
from proffer.store.memory import MemoryStore
from proffer.wire.timestamp import email_time

ADA, BOB, CYN, SAM = ("a" * 32, "b" * 32, "c" * 32, "d" * 32)
NOON = 1_772_442_847_000
QUIET_TURNS = 12  # of the loop: a save, its feed and what follows from it are through


def user(user_id: str, name: str, number: int, **fields: Any) -> User:
    """An agent of the group Support."""
    return User(
        id=user_id,
        user_name=name,
        employee_id=f"E{number}",
        **({"groups": ("Support",), "skills": {"Billing": 5}} | fields),
    )


CENTER = Center(
    contact_center_id="6f83552e-0299-4ccf-bd65-1993015e8b70",
    users=(
        user(ADA, "ada", 1001),
        user(BOB, "bob", 1002),
        user(CYN, "cyn", 1003),
        user(SAM, "sam", 1004, roles=("supervisor",), groups=()),
    ),
    skills=(Skill(id="5f83552e-0299-4ccf-bd65-1993015e8b71", name="Billing"),),
    groups=(AgentGroup(id="2-5f83552e-0299-4ccf-bd65-1993015e8b72", number=31, name="Support"),),
    queues=(
        Queue(
            id="35d7174c-62a1-4450-a5df-633325bc993d",
            number=12,
            name="support",
            targets=(Target(kind=GROUP, text="Support"),),
        ),
        Queue(
            id="35d7174c-62a1-4450-a5df-633325bc993e",
            number=13,
            name="second-level",
            targets=(Target(kind="expression", text="?:Billing >= 9"),),
        ),
        Queue(id="35d7174c-62a1-4450-a5df-633325bc993f", number=14, name="support-out", outbound="send"),
        Queue(
            id="35d7174c-62a1-4450-a5df-633325bc9940",
            number=15,
            name="support-review",
            outbound="review",
            targets=(Target(kind=GROUP, text="Support"),),
        ),
    ),
    mailboxes=(Mailbox(address="support@demo.test", queue="support"),),
    options=Options(),
)


class Hands:
    """Both clocks of a test, moved by hand."""

    def __init__(self, now: int = NOON) -> None:
        self.wall = now
        self.steady = 0

    def now(self) -> int:
        return self.wall

    def elapsed(self) -> int:
        return self.steady

    def go(self, ms: int) -> None:
        """Time goes on."""
        self.wall += ms
        self.steady += ms


class House:
    """A node without edges: memory store, records, router, performer, automatic acts; notices are kept for reading."""

    def __init__(self, store: Any, clock: Any) -> None:
        self.store = store
        self.clock = clock
        self.notices: list[Notice] = []
        self.log: list[tuple[str, dict[str, Any]]] = []
        self.records = Records(store)
        self.dispatcher = Dispatcher(store, self.records, clock, self._log)
        self.acts = AutomaticActs(store, self.records, self.dispatcher, clock, node="n1", log=self._log)
        self.presence = Presence(self.acts, self.records, "n1")
        self.performer = Performer(store, self.records, self.dispatcher, clock, made_bodies)
        self.views = Views(store, self.records)
        self.contacts = Contacts(store, self.records, clock)
        self.responses = Responses(self.records, self.views, made_bodies, email_time, clock)
        self.search = Search(store, self.records)

    @classmethod
    async def open(
        cls,
        center: Center = CENTER,
        *,
        store: Any = None,
        clock: Any = None,
        watch: Callable[[House], None] | None = None,
    ) -> House:
        """Opened on an empty store that has the centre, or on one that has been used before."""
        clock = clock or Hands()
        fresh = store is None
        store = store or await MemoryStore.open(clock=clock.now)
        house = cls(store, clock)
        if fresh:
            await store.save(Change(writes=(Write(None, center),), events=(CenterApplied(at=NOON, by="test"),)))
        others = await house.records.rebuild()
        for feed in (
            house.records.on_commit,
            house._keep_notices,
            house.dispatcher.on_commit,
            house.acts.on_commit,
        ):
            store.subscribe(feed)
        if watch is not None:
            watch(house)  # before anything can become due
        for record in (*house.records.open_emails(), *house.records.logins(), *others):
            house.acts.timers.learn(record)
        await house.presence.restarted()
        house.dispatcher.rebuild()
        return house

    def close(self) -> None:
        self.dispatcher.close()
        self.acts.close()

    async def ask(self, agent: str, operation: str, email: str | None = None, /, **raw: Any) -> Any:
        """An operation as the HTTP edge asks for it."""
        request = Request(operation=operation, raw=raw, agent=agent, actor=agent, email=email, channel="email")
        if email is not None:
            perform = self.performer.on_own_email if operation in OWN_EMAIL_OPERATIONS else self.performer.on_email
            return await perform(request, insight=False)
        if operation in EMAILS_OPERATIONS:
            return await self.performer.on_emails(request)
        return await self.performer.on_me(request)

    async def ready(self, *agents: str) -> None:
        """Logged in and Ready."""
        for agent in agents:
            await self.ask(agent, "StartContactCenterSession", place=f"desk-{agent[0]}")
            await self.ask(agent, "Ready")

    async def mail(self, subject: str = "Where is my invoice?", queue: str = "support", **fields: Any) -> str:
        """An email comes into a queue."""
        email_id = self.store.new_id()
        found = self.records.center.queue_by_name[queue]
        keys = {"Subject": subject, **routing_begins(found, self.records.center)}
        now = self.clock.now()
        email = Email(
            id=email_id,
            queue=queue,
            priority=found.priority,
            arrived_at=now,
            queued_at=now,
            subject=subject,
            user_data=UserData(keys),
            **fields,
        )
        content = Content(id=email_id, html=f"<p>{subject}</p>", text=subject)
        seen = Seen(fingerprint=email_id, email=email_id, at=now)
        await self.store.save(
            Change(
                writes=(Write(None, email), Write(None, content), Write(None, seen)),
                events=(EmailReceived(at=now, email=email_id, queue=queue),),
            )
        )
        await self.settle()
        return email_id

    async def settle(self) -> None:
        """Until nothing is under way any more."""
        rest = 0
        for turn in range(5_000):
            await asyncio.sleep(0 if turn < 100 else 0.001)
            rest = 0 if self._is_busy() else rest + 1
            if rest == QUIET_TURNS:
                return
        raise AssertionError("the house does not come to rest")

    def _is_busy(self) -> bool:
        """Something is being saved or decided."""
        commits = self.store._commits
        waits = commits._wake is not None and not commits._wake.done()
        return bool(commits._inbox or not waits or self.acts._tasks or self.dispatcher._tasks)

    async def pass_time(self, ms: int) -> None:
        """Time goes on, and whatever became due happens."""
        self.clock.go(ms)
        self.acts.timers._wake()
        self.dispatcher._timers._wake()
        await self.settle()

    def told(self, agent: str) -> list[tuple[str, str, str | None]]:
        """What an agent was told since the last look: (kind, state, email id)."""
        found: list[tuple[str, str, str | None]] = []
        for notice in self.notices:
            if agent not in notice.to:
                continue
            if isinstance(notice, EmailNotice):
                found.append((notice.kind, notice.view.state, notice.email.id))
            elif isinstance(notice, ChannelNotice):
                channel = notice.media_channel
                found.append(("channel", "LoggedOut" if channel is None else channel.state, None))
        self.notices = [notice for notice in self.notices if agent not in notice.to]
        return found

    async def email(self, email_id: str) -> Email:
        record = await self.records.get(email_key(email_id))
        assert isinstance(record, Email)
        return record

    def _keep_notices(self, committed: Committed) -> None:
        self.notices += committed.change.notices

    def _log(self, event: str, /, **fields: Any) -> None:
        self.log.append((event, fields))


def with_options(**options: Any) -> Center:
    """The centre with other options."""
    return replace(CENTER, options=replace(CENTER.options, **options))
