"""Whatever happens in whatever order, the router invites whom the plain specification invites."""

from __future__ import annotations

import itertools

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from proffer.record import replace
from proffer.routing.decision import Decision, Due, Invite, WakeIn
from proffer.routing.router import Router
from proffer.routing.seen import AgentSeen, CenterSeen, EmailSeen, Event, Lost, Taken
from tests.mirror.routing.cast import ADA, BOB, CYN, NOON, SECOND, center, expression, group, one_agent, queue
from tests.mirror.routing.specification import Specification, told

DAN = replace(ADA, id="dan", user_name="dan", employee_id="E4", skills={})
USERS = (ADA, BOB, CYN, DAN)
NAMES = [user.id for user in USERS]
STEPS = queue("support", group("Support", 60), group("Second", 30), one_agent("E3"))
AT_ONCE = queue("at-once", group("Support"), offer_round_pause_seconds=0)
LIMITED = queue("limited", expression("?:Billing >= 2", 60), group("Support"), max_per_agent=1)
REVIEW = queue("review", group("Support"), outbound="review")
CENTERS = [
    center(STEPS, AT_ONCE, LIMITED, REVIEW, users=USERS),
    center(STEPS, replace(AT_ONCE, offer_round_pause_seconds=5), users=(ADA, replace(BOB, enabled=False), DAN)),
    center(replace(STEPS, targets=STEPS.targets[1:]), AT_ONCE, replace(LIMITED, max_per_agent=None), users=USERS),
]

Seen = EmailSeen | AgentSeen | CenterSeen

emails = st.sampled_from(["e1", "e2", "e3", "e4"])
moments = st.integers(NOON - 3, NOON + 3)
queues = st.sampled_from(["support", "support", "at-once", "limited", "review", "nowhere"])
refusals = st.lists(st.sampled_from(NAMES), unique=True, max_size=3).map(tuple)
in_hand = st.dictionaries(st.sampled_from(["limited", "support"]), st.integers(0, 2)).map(lambda d: tuple(d.items()))
steps_in_time = st.sampled_from([0, 0, 1, 40 * SECOND, 61 * SECOND])


def emails_seen(version: int, ids: st.SearchStrategy[str] = emails) -> st.SearchStrategy[EmailSeen]:
    return st.builds(
        EmailSeen,
        id=ids,
        version=st.just(version),
        waiting=st.sampled_from([True, True, True, False]),
        queue=queues,
        priority=st.integers(0, 1),
        arrived_at=moments,
        queued_at=st.sampled_from([NOON, NOON + 1]),
        refused=refusals,
        preferred=st.sampled_from([None, "E1", "E3", "E4", "E9"]),
        preferred_ms=st.sampled_from([0, 0, 30 * SECOND]),
    )


def agents_seen(version: int, ids: st.SearchStrategy[str]) -> st.SearchStrategy[AgentSeen]:
    return st.builds(
        AgentSeen,
        id=ids,
        version=st.just(version),
        offerable=st.sampled_from([True, True, True, False]),
        free=st.sampled_from([-1, 0, 1, 1, 2]),
        idle_since=moments,
        by_queue=in_hand,
    )


class Comparison(RuleBasedStateMachine):
    """Both see the same; what a snapshot says is arbitrary, so impossible histories are compared too."""

    def __init__(self) -> None:
        super().__init__()
        self.router, self.twin, self.specification = Router(), Router(), Specification()
        self.now = NOON
        self.version = 10
        self.saving: list[Invite] = []
        self.reported: list[Taken | Lost] = []
        self.dues: list[Due] = []

    @initialize(data=st.data())
    def a_house_is_open(self, data: st.DataObject) -> None:
        """So that invitations are decided in most runs; what is seen later may say anything."""
        self.see(CenterSeen(replace(CENTERS[0], version=1)))
        for id_ in ("e1", "e2", "e3"):
            self.see(data.draw(emails_seen(2, st.just(id_))))
        for name in NAMES[data.draw(st.integers(0, 3)) :]:
            self.see(data.draw(agents_seen(2, st.just(name))))

    @rule(data=st.data(), age=st.sampled_from([0, 0, 0, 1, 5]))
    def an_email_is_seen(self, data: st.DataObject, age: int) -> None:
        self.version += 1
        self.see(data.draw(emails_seen(self.version - age)))

    @rule(data=st.data(), age=st.sampled_from([0, 0, 0, 1, 5]))
    def an_agent_is_seen(self, data: st.DataObject, age: int) -> None:
        self.version += 1
        self.see(data.draw(agents_seen(self.version - age, st.sampled_from(NAMES))))

    @precondition(lambda self: self.version % 5 == 0)  # the rest of the time the other rules have their turn
    @rule(number=st.sampled_from([0, 0, 0, 1, 2]), age=st.sampled_from([0, 0, 0, 5]))
    def a_center_is_seen(self, number: int, age: int) -> None:
        self.version += 1
        self.see(CenterSeen(replace(CENTERS[number], version=self.version - age)))

    @precondition(lambda self: self.saving)
    @rule(data=st.data())
    def an_invitation_is_taken(self, data: st.DataObject) -> None:
        self.report(Taken(self.saving.pop(data.draw(st.integers(0, len(self.saving) - 1)))))

    @precondition(lambda self: self.saving)
    @rule(data=st.data())
    def an_invitation_is_lost(self, data: st.DataObject) -> None:
        invite = self.saving.pop(data.draw(st.integers(0, len(self.saving) - 1)))
        self.version += 1
        email = data.draw(st.none() | emails_seen(self.version, st.just(invite.email)))
        agent = data.draw(st.none() | agents_seen(self.version, st.just(invite.agent)))
        self.report(Lost(invite, email, agent))

    @precondition(lambda self: self.reported)
    @rule(data=st.data())
    def something_is_reported_twice(self, data: st.DataObject) -> None:
        event = data.draw(st.sampled_from(self.reported))
        if told(event.invite) not in map(told, self.saving):  # the second try of a save is another invitation
            self.see(event)

    @precondition(lambda self: self.dues)
    @rule(data=st.data())
    def a_moment_comes(self, data: st.DataObject) -> None:
        self.see(self.dues.pop(data.draw(st.integers(0, len(self.dues) - 1))))

    @rule(data=st.data())
    def an_email_is_proposed(self, data: st.DataObject) -> None:
        email = data.draw(emails_seen(self.version))
        known = self.specification.emails.get(email.id)
        if known is not None and known.waiting:
            return  # the engine proposes what an agent is about to give back, and that does not wait
        expected = self.specification.propose(email, self.now)
        invite = self.router.propose(email, self.now)
        assert self.twin.propose(email, self.now) == invite
        assert (None if invite is None else told(invite)) == expected
        if invite is not None and expected is not None:
            self.specification.saving[email.id] = expected
            self.keep([invite])

    @rule(ms=steps_in_time)
    def time_passes(self, ms: int) -> None:
        self.now += ms

    @invariant()
    def the_count_is_right(self) -> None:
        for name in ("support", "nowhere"):
            waiting = [e for e in self.specification.emails.values() if e.waiting and e.queue == name]
            assert self.router.waiting(name).emails == len(waiting)

    def report(self, event: Taken | Lost) -> None:
        self.reported.append(event)
        self.see(event)

    def see(self, event: Event) -> None:
        decisions = self.router.handle(event, self.now)
        assert self.twin.handle(event, self.now) == decisions, "the same events lead to the same decisions"
        expected = self.specification.handle(event, self.now)
        assert [told(d) for d in decisions if isinstance(d, Invite)] == expected
        self.keep(decisions)

    def keep(self, decisions: list[Decision] | list[Invite]) -> None:
        for decision in decisions:
            if isinstance(decision, Invite):
                self.saving.append(decision)
                assert decision.why.candidates[0] == (decision.agent, "chosen")
                assert msgspec.json.decode(msgspec.json.encode(decision), type=Invite) == decision
            elif isinstance(decision, WakeIn):
                assert decision.ms >= 0
                self.dues.append(decision.due)


Comparison.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestTheRouterAgainstTheSpecification = Comparison.TestCase


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Seen], list[Seen]]:
    """Snapshots of some records, one per version; in order, and as a careless feed might bring them."""
    seen: list[Seen] = [CenterSeen(CENTERS[0])]
    for id_ in ("e1", "e2", "e3"):
        seen += [draw(emails_seen(version, st.just(id_))) for version in range(1, draw(st.integers(1, 4)))]
    for id_ in NAMES[:3]:
        seen += [draw(agents_seen(version, st.just(id_))) for version in range(1, draw(st.integers(1, 4)))]
    careless = draw(st.permutations(seen + draw(st.lists(st.sampled_from(seen), max_size=6))))
    return seen, careless


@given(histories())
@settings(max_examples=80, deadline=None)
def test_order_repetition_and_gaps_of_snapshots_lead_to_the_same_end(h: tuple[list[Seen], list[Seen]]) -> None:
    """Every invitation conflicts, until what is left waits and nobody is free: then both orders left the same."""
    seen, careless = h
    assert end(seen, seen) == end(careless, seen)


def end(order: list[Seen], seen: list[Seen]) -> dict[str, object]:
    """Feed in this order; in the end give back every reservation with the newest snapshots, all agents gone home."""
    newest_email = {e.id: e for e in seen if isinstance(e, EmailSeen)}
    newest_agent = {a.id: a for a in seen if isinstance(a, AgentSeen)}
    router = Router()
    saving = [d for e in order for d in router.handle(e, NOON) if isinstance(d, Invite)]
    for agent in newest_agent.values():
        router.handle(replace(agent, version=9, offerable=False), NOON)
    for invite in saving:
        router.handle(Lost(invite, newest_email[invite.email], None), NOON)
    assert router._saving == {}
    assert sorted(e.id for e in router._emails) == sorted(e.id for e in newest_email.values() if e.waiting)
    waiting = {e.id: (e.seen.version, e.bucket.rules.queue if e.bucket else "") for e in router._emails}
    back = [replace(agent, version=10) for agent in newest_agent.values()]
    return {
        "waiting": waiting,
        "next": [told(d) for a in back for d in router.handle(a, NOON) if isinstance(d, Invite)],
        "pausing": [router.waiting(name).pausing for name in ("support", "at-once", "limited")],
    }


def test_emails_are_told_apart_by_order_whatever_the_order_of_arrival() -> None:
    shown = [EmailSeen(id=f"e{n}", version=1, waiting=True, queue="at-once", arrived_at=n % 2) for n in range(4)]
    for order in itertools.permutations(shown):
        router = Router()
        router.handle(CenterSeen(CENTERS[0]), NOON)
        for event in order:
            router.handle(event, NOON)
        decisions = router.handle(AgentSeen(id="ada", version=1, offerable=True, free=1), NOON)
        assert [d.email for d in decisions if isinstance(d, Invite)] == ["e0"]
