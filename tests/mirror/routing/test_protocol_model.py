"""All that can happen to two agents and two emails around the router, within bounds; and mistakes are noticed.

The protocol is design 6, what must hold is design 9 (1, 2, 3, 5a). See `protocol_model`.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from proffer.record import replace
from proffer.routing import known_emails
from proffer.routing import router as router_module
from proffer.routing.bucket import Bucket
from proffer.routing.decision import ROUND, Decision, Invite, Why
from proffer.routing.pool import Rank
from proffer.routing.router import Router
from proffer.routing.seen import AgentSeen, Due, EmailSeen, Event, Lost
from proffer.routing.waiting_email import WaitingEmail
from tests.mirror.routing.cast import ADA, BOB, center, queue
from tests.mirror.routing.protocol_model import AGENTS, BrokenRuleError, Model

PAUSE = center(queue(), users=(ADA, BOB))
AT_ONCE = center(queue(offer_round_pause_seconds=0), users=(ADA, BOB))


@pytest.fixture(autouse=True)
def _no_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    """Decisions that differ only in their record lead to the same future: explored once."""
    nothing = Why(0, "", "", 0, "", 0, (), 0, "")
    monkeypatch.setattr(router_module, "why", lambda *parts: nothing)


def explored(model: Model) -> None:
    states = model.explore()
    print(f"\n{states:,} states of the world, {len(model.routers):,} of the router")
    assert states > 5_000


SLOW = pytest.mark.slow  # ten seconds together: ./dev check explores two of them


@pytest.mark.parametrize(
    "model",
    [
        pytest.param(lambda: Model(PAUSE, acts=1), id="one act"),
        pytest.param(lambda: Model(AT_ONCE, acts=1), id="one act, no pause between rounds", marks=SLOW),
        pytest.param(lambda: Model(PAUSE, acts=1, capacity=2), id="one act, room for two", marks=SLOW),
        pytest.param(lambda: Model(PAUSE, acts=0, crashes=1), id="a crash"),
        pytest.param(lambda: Model(PAUSE, acts=2, emails=1), id="one email, two acts", marks=SLOW),
        pytest.param(lambda: Model(PAUSE, acts=1, refused=AGENTS), id="one act after all have refused", marks=SLOW),
        pytest.param(lambda: Model(PAUSE, acts=1, emails=1, crashes=1), id="one email, an act and a crash", marks=SLOW),
    ],
)
def test_nothing_is_lost_and_nothing_is_given_twice(model: Callable[[], Model]) -> None:
    explored(model())


def test_a_router_that_forgets_finished_emails_at_once_loses_time_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(known_emails, "GONE_MAX", 0)
    explored(Model(PAUSE, acts=1))


@pytest.mark.long
@pytest.mark.parametrize(
    "model",
    [
        pytest.param(lambda: Model(PAUSE, acts=2), id="two acts"),
        pytest.param(lambda: Model(AT_ONCE, acts=2), id="two acts, no pause between rounds"),
        pytest.param(lambda: Model(PAUSE, acts=2, capacity=2), id="two acts, room for two"),
        pytest.param(lambda: Model(PAUSE, acts=1, crashes=1), id="an act and a crash"),
        pytest.param(lambda: Model(PAUSE, acts=3, emails=1), id="one email, three acts"),
        pytest.param(lambda: Model(PAUSE, acts=2, emails=1, crashes=1), id="one email, two acts and a crash"),
        pytest.param(lambda: Model(PAUSE, acts=1, emails=1, crashes=2), id="one email, an act and two crashes"),
    ],
)
def test_nothing_is_lost_and_nothing_is_given_twice_at_greater_length(model: Callable[[], Model]) -> None:
    explored(model())


class BelievesOldSnapshots(Router):
    """No version check."""

    def handle(self, event: Event, now: int) -> list[Decision]:
        for seen in (event.email, event.agent) if isinstance(event, Lost) else (event,):
            if isinstance(seen, EmailSeen):
                self._emails._gone.pop(seen.id, None)
                known = self._emails.get(seen.id)
                if known is not None:
                    known.seen = replace(known.seen, version=0)
            elif isinstance(seen, AgentSeen):
                agent = self._roster[seen.id]
                agent.seen = replace(agent.seen, version=0)
        return super().handle(event, now)


class KeepsLostReservations(Router):
    """A conflict teaches the fresh snapshots, and that is all."""

    def handle(self, event: Event, now: int) -> list[Decision]:
        if isinstance(event, Lost):
            return [d for seen in (event.email, event.agent) if seen for d in Router.handle(self, seen, now)]
        return super().handle(event, now)


class NeverEndsThePause(Router):
    def handle(self, event: Event, now: int) -> list[Decision]:
        return [] if isinstance(event, Due) and event.what == ROUND else super().handle(event, now)


class NeverTellsOfNewRounds(Router):
    def _reserve(self, email: WaitingEmail, bucket: Bucket, rank: Rank) -> Invite:
        invite = replace(super()._reserve(email, bucket, rank), new_round=False)
        self._saving[email.id] = self._roster[invite.agent].saving = invite
        return invite


@pytest.mark.parametrize(
    ("model", "noticed"),
    [
        pytest.param(
            lambda: Model(PAUSE, acts=1, email_alone=True), "capacity exceeded", id="compare and set the email alone"
        ),
        pytest.param(
            lambda: Model(PAUSE, acts=1, make=BelievesOldSnapshots, eager=False), "is stuck", id="no version check"
        ),
        pytest.param(
            lambda: Model(PAUSE, acts=1, make=KeepsLostReservations, leaks_count=False),
            "is stuck",
            id="a conflict keeps the reservation",
        ),
        pytest.param(
            lambda: Model(PAUSE, acts=1, refused=AGENTS, clears_refusals=False),
            "is stuck",
            id="a new round does not clear the refusals",
        ),
        pytest.param(
            lambda: Model(PAUSE, acts=0, refused=AGENTS, make=NeverTellsOfNewRounds),
            "asked again in the same round",
            id="a new round is not told",
        ),
        pytest.param(
            lambda: Model(PAUSE, acts=0, refused=AGENTS, make=NeverEndsThePause),
            "the round is over",
            id="the pause never ends",
        ),
    ],
)
def test_the_search_notices_a_mistake(model: Callable[[], Model], noticed: str) -> None:
    with pytest.raises(BrokenRuleError, match=noticed) as broken:
        model().explore()
    print(broken.value)
