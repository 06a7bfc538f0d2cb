"""Random histories on a database and on the memory store side by side: every answer must be the same."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from proffer.agents.login import Login, Place, login_key
from proffer.engine.ports import EmailQuery
from proffer.interaction.email import HELD, OFFERED, Email, email_key
from proffer.interaction.events import FocusSet
from proffer.record import Change, Committed, Key, Record, Write, replace
from tests.store import cast
from tests.store.cast import ADA, BOB, NOON
from tests.store.installations import INSTALLATIONS, MARKS, Installation, MemoryInstallation

AGENTS, PLACES = (ADA, BOB), ("desk-1", "desk-2")
GROUP_MAX = 6


def taken(place: Place, agent: str) -> Change:
    """The place is given to the agent; at version 0 it is made."""
    before = place if place.version else None
    return Change(writes=(Write(before, replace(place, agent=agent)),), events=(FocusSet(at=NOON, agent=agent),))


def removed(place: Place) -> Change:
    """The place is no more."""
    return Change(writes=(Write(place, None),), events=(FocusSet(at=NOON),))


def lied(email: Email) -> Change:
    """A decision that forgot the invitation."""
    return Change(
        writes=(Write(email, replace(email, state=OFFERED, invitation=None)),),
        events=(FocusSet(at=NOON, email=email.id),),
    )


def turned_over(email: Email, old: Login, new: Login) -> Change:
    """Revoked here and offered there, in one change."""
    change = cast.revoked(email, old)
    return change.then(cast.invited(replace(change.writes[0].after, version=email.version), new))  # type: ignore[arg-type]


def possible(email: Email, login: Login, other: Login, place: Place) -> list[Callable[[], Change]]:
    """The changes these records could be decided into, whether they are still current or not."""
    acts: list[Callable[[], Change]] = [lambda: cast.logged_in(login), lambda: taken(place, login.agent)]
    if place.version:
        acts.append(lambda: removed(place))
    if email.version == 0:
        return acts
    acts += [lambda: cast.commented(email), lambda: lied(email)]
    acts.append(lambda: replace(cast.commented(email), guards=((login.key, login.version), (place.key, place.version))))
    if email.finished:
        return acts
    if email.state == OFFERED:
        acts += [lambda: cast.accepted(email, login), lambda: cast.revoked(email, login)]
        acts.append(lambda: turned_over(email, login, other) if login.agent != other.agent else cast.commented(email))
    elif email.state == HELD:
        acts.append(lambda: cast.completed(email, login))
    else:
        acts.append(lambda: cast.invited(email, login))
    return acts


class SideBySide(RuleBasedStateMachine):
    """Changes are made of records as they were at some moment, mostly the last one, as decisions are."""

    kind = "sqlite"

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.versions: dict[Key, list[Record]] = {}  # as the feed told them
        self.email_ids: list[str] = []
        self.installations: list[Installation] = []
        self.stores: list[Any] = []
        self.fed: list[list[Committed]] = [[], []]

    @initialize()
    def open(self) -> None:
        folder = Path(self.folder.name)
        self.installations = [INSTALLATIONS[self.kind](folder), MemoryInstallation(folder)]
        self.runner.run(self._open())

    @rule(count=st.integers(1, GROUP_MAX), queue=st.sampled_from(("support", "billing")))
    def emails_arrive(self, count: int, queue: str) -> None:
        changes = []
        for _ in range(count):
            ids = {store.new_id() for store in self.stores}
            assert len(ids) == 1, "the ids run alike"
            self.email_ids.append(ids.pop())
            changes.append(cast.received(self.email_ids[-1], queue=queue))
        self.runner.run(self._save(changes))

    @rule(data=st.data(), count=st.integers(1, GROUP_MAX))
    def changes_come_together(self, data: st.DataObject, count: int) -> None:
        changes = []
        for _ in range(count):
            email_id = data.draw(st.sampled_from(self.email_ids)) if self.email_ids else "none"
            login, other = (
                self._some(data, login_key(agent := data.draw(st.sampled_from(AGENTS))), Login(agent=agent))
                for _ in range(2)
            )
            place = data.draw(st.sampled_from(PLACES))
            absent = Email(id=email_id, queue="", arrived_at=0, queued_at=0)
            acts = possible(
                self._some(data, email_key(email_id), absent),
                login,
                other,
                self._some(data, ("place", place), Place(name=place)),
            )
            changes.append(acts[data.draw(st.integers(0, len(acts) - 1))]())
        self.runner.run(self._save(changes))

    @rule(step_ms=st.integers(-100_000, 100_000))
    def the_clock_steps(self, step_ms: int) -> None:
        for one in self.installations:
            one.clock.now += step_ms

    @rule()
    def the_node_crashes(self) -> None:
        self.runner.run(self._open(crash=True))

    @invariant()
    def everything_reads_alike(self) -> None:
        if self.stores:
            self.runner.run(self._compare())

    def teardown(self) -> None:
        async def close() -> None:
            for one in self.installations:
                await one.close()

        self.runner.run(close())
        self.runner.close()
        self.folder.cleanup()

    async def _open(self, *, crash: bool = False) -> None:
        self.stores = [await (one.crash() if crash else one.open()) for one in self.installations]
        for store, fed in zip(self.stores, self.fed, strict=True):
            store.subscribe(fed.append)

    async def _save(self, changes: list[Change]) -> None:
        answers = []
        for store in self.stores:
            saves = [store.submit(change) for change in changes]
            results = await asyncio.gather(*saves, return_exceptions=True)
            answers.append([r.number if isinstance(r, Committed) else type(r).__name__ for r in results])
        assert answers[0] == answers[1]
        for committed in self.fed[0]:
            for write in committed.change.writes:
                if write.after is not None:
                    self.versions.setdefault(write.key, []).append(write.after)
        assert self.fed[0] == self.fed[1]
        for fed in self.fed:
            fed.clear()

    async def _compare(self) -> None:
        keys = [*self.versions, ("email", "none"), ("login", "nobody")]
        one, other = [await store.load(keys) for store in self.stores]
        assert one == other
        one, other = [{record async for record in store.open_records()} for store in self.stores]
        assert one == other
        one, other = [await store.email_counts() for store in self.stores]
        assert one == other
        for email_id in self.email_ids[-2:]:
            one, other = [await store.journal(email_id) for store in self.stores]
            assert one == other
        for query in (EmailQuery(), EmailQuery(queue="billing", finished=False, limit=3, offset=1)):
            one, other = [await store.emails(query) for store in self.stores]
            assert one == other

    def _some(self, data: st.DataObject, key: Key, absent: Any) -> Any:
        """A version of the record as it was at some moment: mostly the last, or before there was one."""
        back = data.draw(st.sampled_from((1, 1, 1, 1, 2, 3)))
        known = [absent, *self.versions.get(key, [])]
        return known[-min(back, len(known))]


@pytest.mark.parametrize(
    ("kind", "histories"),
    [
        ("sqlite", 25),
        pytest.param("sqlite", 300, marks=pytest.mark.slow),
        pytest.param("postgres", 40, marks=[*MARKS["postgres"], pytest.mark.slow]),  # a second each
    ],
)
def test_a_database_answers_as_the_memory_store_does(kind: str, histories: int) -> None:
    machine = type("Machine", (SideBySide,), {"kind": kind})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=histories, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
