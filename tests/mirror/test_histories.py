"""Random histories of the whole core keep what must always hold: many agents' acts, mail, time, races, restarts."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from proffer.audit import Audit
from proffer.center_file.events import CenterApplied
from proffer.interaction.content import content_key
from proffer.operations.frame import Request
from proffer.operations.refused import Refused
from proffer.operations.upload import Stored
from proffer.record import Change, Write
from proffer.store.memory import MemoryDisk, MemoryStore
from proffer.store.memory_inspection import MemoryInspection
from proffer.store.sqlite import SqliteInspection, SqliteStore
from tests.cast import ADA, BOB, CENTER, CYN, Hands, House, with_options
from tests.mirror.properties import Watcher, check

AGENTS = st.sampled_from((ADA, BOB, CYN))
ON_EMAIL = st.sampled_from(("Accept", "Reject", "Complete", "AttachUserData", "SetInFocus", "Transfer"))
STATES = st.sampled_from(("Ready", "Ready", "NotReady", "DoNotDisturbOn", "DoNotDisturbOff", "Offline"))
SESSION = st.sampled_from(("StartContactCenterSession", "StartContactCenterSession", "EndContactCenterSession"))
PAUSES = st.sampled_from((0, 1, 10))
ON_DRAFT = st.sampled_from(("Save", "Send", "Send", "Cancel", "RecallSend", "AttachUserData", "Accept", "Reject"))
OUTBOUND = st.sampled_from(("support-out", "support-out", "support-review"))
MAIL = {"to": "jonas@x.example", "from": "support@demo.test", "body": "<p>Done.</p>"}
RAW: dict[str, dict[str, Any]] = {
    "Accept": {},
    "Reject": {},
    "Complete": {},
    "AttachUserData": {"userData": {"k": 1}},
    "SetInFocus": {},
    "Transfer": {"queueName": "second-level"},
}


class Histories(RuleBasedStateMachine):
    """Every rule leaves the house at rest; races are rules that start several acts before any of them is done."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.disk = MemoryDisk()
        self.clock = Hands()
        self.watcher = Watcher()
        self.known: list[str] = []
        self.stopped: BaseException | None = None

    def stop(self, what: str, why: BaseException) -> None:
        """A subscriber of the feed raised: in a server the process ends, here the history fails."""
        self.stopped = why

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    @initialize(pause=PAUSES, capacity=st.sampled_from((1, 1, 2)), missed=st.sampled_from((0, 2)))
    def begin(self, pause: int, capacity: int, missed: int) -> None:
        center = with_options(
            offer_round_pause_seconds=pause, email_capacity=capacity, missed_invitations_to_not_ready=missed
        )
        self.do(self._open(center))

    async def open_store(self) -> Any:
        """A store on what the last one left."""
        return await MemoryStore.open(self.disk, clock=self.clock.now, stop_node=self.stop)

    async def _open(self, center: Any = CENTER) -> None:
        store = await self.open_store()
        if not await store.load((center.key,)):
            await store.save(Change(writes=(Write(None, center),), events=(CenterApplied(at=0),)))
        self.house = await House.open(store=store, clock=self.clock, watch=self.watcher.watch)
        await self.house.settle()

    async def _ask(self, agent: str, operation: str, email: str | None = None, /, **raw: Any) -> None:
        try:
            await self.house.ask(agent, operation, email, **(raw or RAW.get(operation, {})))
        except Refused:
            pass

    @rule(agent=AGENTS)
    def log_in_and_be_ready(self, agent: str) -> None:
        self.do(self._ask(agent, "StartContactCenterSession"))
        self.do(self._ask(agent, "Ready"))

    @rule()
    def mail_comes(self) -> None:
        if len(self.known) < 6:
            self.known.append(self.do(self.house.mail()))

    @rule(agent=AGENTS, operation=ON_EMAIL, index=st.integers(0, 5))
    def act(self, agent: str, operation: str, index: int) -> None:
        if self.known:
            self.do(self._ask(agent, operation, self.known[index % len(self.known)]))

    @rule(operation=ON_EMAIL, index=st.integers(0, 5))
    def whoever_has_it_acts(self, operation: str, index: int) -> None:
        if not self.known:
            return
        email = self.do(self.house.email(self.known[index % len(self.known)]))
        agent = email.invitation.agent if email.invitation else email.holder
        if agent is not None:
            self.do(self._ask(agent, operation, email.id))

    @rule(agent=AGENTS, replying=st.booleans())
    def a_draft_is_begun(self, agent: str, replying: bool) -> None:
        parent = {"parentId": self.known[0]} if replying and self.known else {}
        if len(self.drafts()) < 4:
            self.do(self._ask(agent, "Create", queueName="support-out", **parent))

    @rule(operations=st.lists(ON_DRAFT, min_size=1, max_size=3), queue=OUTBOUND, index=st.integers(0, 3))
    def somebody_acts_on_a_draft(self, operations: list[str], queue: str, index: int) -> None:
        """Whose it is, or was; several at once are a race, as of two tabs."""
        drafts = self.drafts()
        if not drafts:
            return
        draft = self.do(self.house.email(drafts[index % len(drafts)]))
        agent = draft.holder or draft.sent_by or (draft.invitation.agent if draft.invitation else ADA)
        raw = {"Save": {"email": MAIL}, "Send": {"email": MAIL, "queueName": queue}}

        async def at_once() -> None:
            await asyncio.gather(
                *(self._ask(agent, one, draft.id, **RAW.get(one, raw.get(one, {}))) for one in operations)
            )

        self.do(at_once())

    @rule(step=st.sampled_from(("Upload", "AddAttachment", "RemoveAttachment")), index=st.integers(0, 3))
    def somebody_has_files_for_a_draft(self, step: str, index: int) -> None:
        drafts = self.drafts()
        if not drafts:
            return
        draft = self.do(self.house.email(drafts[index % len(drafts)]))
        content = self.do(self.house.records.get(content_key(draft.id)))
        ids = content.uploads if step == "AddAttachment" else [one.id for one in content.attachments]
        agent = draft.holder or ADA
        if step == "Upload":
            self.do(self._upload(agent, draft.id))
        elif ids:
            self.do(self._ask(agent, step, draft.id, documentId=ids[0]))

    async def _upload(self, agent: str, draft: str) -> None:
        new_id = self.house.store.new_id()
        stored = Stored(id=new_id, name="a", mime="a/b", size=1, blob=new_id * 2, sha256="0")
        request = Request(operation="Upload", raw={"stored": stored}, agent=agent, actor=agent, email=draft)
        try:
            await self.house.performer.on_upload(request)
        except Refused:
            pass

    @rule(operation=st.sampled_from(("Reply", "ReplyAll", "Forward")), index=st.integers(0, 5))
    def the_holder_answers(self, operation: str, index: int) -> None:
        if self.known and len(self.drafts()) < 4:
            email = self.do(self.house.email(self.known[index % len(self.known)]))
            raw = {"queueName": "support-out", "quoteOriginal": True, "to": "jonas@x.example"}
            self.do(self._ask(email.holder or ADA, operation, email.id, **raw))

    def drafts(self) -> list[str]:
        """Begun and not at an end, in the order of their ids."""
        return sorted(email.id for email in self.house.records.open_emails() if email.direction == "Outbound")

    @rule(agent=AGENTS, operation=st.one_of(STATES, SESSION))
    def change_state(self, agent: str, operation: str) -> None:
        self.do(self._ask(agent, operation))

    @rule(
        index=st.integers(0, 9),
        to=AGENTS,
        giver=st.sampled_from(("", "", "Offline", "EndContactCenterSession")),
        colleague=st.sampled_from(("", "Accept", "Reject", "Offline", "EndContactCenterSession")),
    )
    def an_email_changes_hands(self, index: int, to: str, giver: str, colleague: str) -> None:
        """Accepted if it is only offered, transferred, and then each of the two does something or nothing."""
        emails = (*self.known, *self.drafts())
        if not emails:
            return
        email = self.do(self.house.email(emails[index % len(emails)]))
        agent = email.holder or (email.invitation.agent if email.invitation else None)
        if agent is None or agent == to:
            return
        self.do(self._ask(agent, "Accept", email.id))
        self.log_in_and_be_ready(to)
        self.do(self._ask(agent, "Transfer", email.id, userUri=f"/users/{to}"))
        for who, what in ((agent, giver), (to, colleague)):
            if what:
                self.do(self._ask(who, what, email.id if what in RAW else None))

    @rule(ms=st.sampled_from((1, 1_000, 9_999, 10_000, 30_000, 10_800_000)))
    def time_goes_on(self, ms: int) -> None:
        self.do(self.house.pass_time(ms))

    @rule(ms=st.sampled_from((-86_400_000, -1, 3_600_000)))
    def the_wall_clock_jumps(self, ms: int) -> None:
        self.clock.wall += ms

    @rule(agent=AGENTS, there=st.booleans())
    def client_comes_or_goes(self, agent: str, there: bool) -> None:
        async def client() -> None:
            if there:
                self.house.presence.came(agent)
            else:
                self.house.presence.gone(agent, "expired")

        self.do(client())

    @rule(agent=AGENTS)
    def http_sessions_idle_out(self, agent: str) -> None:
        async def idle() -> None:
            self.house.presence.http_session_ended(agent)

        self.do(idle())

    @rule(
        acts=st.lists(st.tuples(AGENTS, st.one_of(ON_EMAIL, STATES, SESSION)), min_size=2, max_size=4),
        time=st.booleans(),
    )
    def all_at_once(self, acts: list[tuple[str, str]], time: bool) -> None:
        async def race() -> None:
            email = self.known[-1] if self.known else None
            asked = [self._ask(a, o, email if o in RAW else None) for a, o in acts if email or o not in RAW]
            if time:
                asked.append(self.house.pass_time(30_000))
            await asyncio.gather(*asked)

        if self.known:
            self.do(race())

    @rule(lost=st.booleans())
    def the_server_restarts(self, lost: bool) -> None:
        async def again() -> None:
            if not lost:
                await self.house.settle()
            await self._crash()
            await self._open()

        self.do(again())

    async def _crash(self) -> None:
        """The process is gone: nothing that was under way goes on."""
        self.house.close()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    @invariant()
    def what_must_always_hold(self) -> None:
        if hasattr(self, "house"):
            self.do(self.house.settle())
            if self.stopped is not None:
                raise self.stopped
            self.do(check(self.house, self.watcher))

    def teardown(self) -> None:
        """At the end an audit finds nothing, whatever happened."""
        if hasattr(self, "house"):
            self.do(self._crash())
            self.do(self._audited())
        self.loop.close()

    def inspection(self) -> Any:
        """What is durable, for an audit."""
        return MemoryInspection(self.disk)

    async def _audited(self) -> None:
        inspection = self.inspection()
        found = [finding async for finding in Audit(inspection).findings()]
        assert [str(finding) for finding in found if finding.rule != "content_has_its_original"] == []
        await inspection.close()


class SqliteHistories(Histories):
    """The same on a database file; a crash closes it without writing anything more."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="proffer-histories-")

    async def open_store(self) -> Any:
        return await SqliteStore.open(Path(self.folder.name) / "proffer.db", clock=self.clock.now, stop_node=self.stop)

    def inspection(self) -> Any:
        return SqliteInspection(Path(self.folder.name) / "proffer.db")

    async def _crash(self) -> None:
        self.house.close()
        await self.house.store.close()
        await super()._crash()

    def teardown(self) -> None:
        super().teardown()
        self.folder.cleanup()


def run(machine: type[Histories], histories: int, *, same: bool = False) -> None:
    """`same`: the same histories in every run; else others each time."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=histories,
            stateful_step_count=25,
            deadline=None,
            database=None,
            derandomize=same,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_random_histories_keep_what_must_always_hold() -> None:
    run(Histories, 150, same=True)


@pytest.mark.slow
@pytest.mark.parametrize("half", [1, 2])
def test_two_thousand_random_histories_keep_what_must_always_hold(half: int) -> None:
    run(Histories, 1_000)


@pytest.mark.long
@pytest.mark.parametrize("quarter", [1, 2, 3, 4])
def test_ten_thousand_random_histories_keep_what_must_always_hold(quarter: int) -> None:
    run(Histories, 2_500)


@pytest.mark.slow
def test_several_hundred_random_histories_on_sqlite_keep_it_too() -> None:
    run(SqliteHistories, 300)
