"""Which agent gets which email: eligibility, order, capacity and limits (contract 12.1, 12.4, 12.7)."""

from __future__ import annotations

import pytest

from proffer.record import replace
from proffer.routing.seen import AgentSeen, CenterSeen, Lost, Taken
from tests.mirror.routing.cast import (
    ADA,
    BOB,
    CYN,
    NOON,
    agent,
    center,
    email,
    expression,
    gone,
    group,
    invites,
    one_agent,
    queue,
    router,
    taken,
    the_invite,
)


def test_a_waiting_email_goes_to_a_free_agent_and_names_the_versions_it_rests_on() -> None:
    invite = the_invite(router(agent("ada", 4)).handle(email(version=7), NOON))
    assert (invite.email, invite.email_version, invite.agent, invite.login_version) == ("e1", 7, "ada", 4)
    assert invite.target == group("Support")
    assert not invite.new_round


def test_an_agent_who_becomes_free_gets_the_waiting_email() -> None:
    assert invites(router(email()).handle(agent("ada"), NOON)) == [("e1", "ada")]


@pytest.mark.parametrize("seen", [agent("ada", offerable=False), agent("ada", free=0), agent("ada", free=-1)])
def test_an_agent_who_is_not_ready_or_full_is_not_asked(seen: AgentSeen) -> None:
    assert invites(router(seen).handle(email(), NOON)) == []


@pytest.mark.parametrize("user", [replace(ADA, enabled=False), replace(ADA, roles=("admin",)), replace(ADA, groups=())])
def test_a_user_who_is_disabled_or_no_agent_or_does_not_fit_is_not_asked(user: object) -> None:
    of = center(users=(user, CYN))  # type: ignore[arg-type]
    assert invites(router(agent("ada"), of=of).handle(email(), NOON)) == []


def test_somebody_the_center_does_not_know_is_not_asked_until_it_does() -> None:
    asked = router(agent("ada"), email(), of=center(users=(BOB,)))
    assert invites(asked.handle(CenterSeen(center(version=2)), NOON)) == [("e1", "ada")]


def test_the_agent_longest_idle_is_asked_first() -> None:
    both = (agent("ada", idle_since=NOON - 1), agent("bob", idle_since=NOON - 2))
    assert invites(router(*both).handle(email(), NOON)) == [("e1", "bob")]


def test_agents_equally_long_idle_are_asked_by_employee_id() -> None:
    assert invites(router(agent("bob"), agent("ada")).handle(email(), NOON)) == [("e1", "ada")]


def test_an_agent_gets_the_email_with_the_highest_priority_then_the_oldest_then_by_id() -> None:
    order = ["urgent", "oldest", "a", "b"]
    asked = router(
        email("b"), email("a"), email("oldest", arrived_at=NOON - 5), email("urgent", priority=1, arrived_at=NOON)
    )
    got = []
    for version in range(1, 5):
        invite = the_invite(asked.handle(agent("ada", 2 * version), NOON))
        got.append(invite.email)
        taken(asked, invite)
    assert got == order


def test_the_order_of_emails_goes_across_all_queues_an_agent_serves() -> None:
    of = center(queue(), queue("sales", expression("?:Billing > 4")), queue("other", group("Second")))
    asked = router(
        email("e1"), email("e2", queue="sales", arrived_at=NOON - 1), email("e3", queue="other", arrived_at=0), of=of
    )
    assert invites(asked.handle(agent("ada"), NOON)) == [("e2", "ada")]


def test_an_email_of_an_unknown_queue_or_one_that_sends_waits_in_silence() -> None:
    asked = router(agent("ada"), of=center(queue(), queue("out", outbound="send")))
    assert asked.handle(email("e1", queue="nowhere"), NOON) == []
    assert asked.handle(email("e2", queue="out"), NOON) == []
    assert asked.waiting("nowhere").emails == 1
    assert invites(asked.handle(CenterSeen(center(queue(), queue("nowhere"), version=2)), NOON)) == [("e1", "ada")]


def test_a_reserved_agent_and_a_reserved_email_are_not_given_away_twice() -> None:
    asked = router(agent("ada"), email())
    assert invites(asked.handle(email("e2"), NOON)) == []
    assert invites(asked.handle(agent("bob"), NOON)) == [("e2", "bob")]


def test_an_agent_with_room_for_two_gets_the_second_when_the_first_is_saved() -> None:
    asked = router(email("e2", arrived_at=NOON + 1))
    first = the_invite(asked.handle(agent("ada", free=2), NOON))
    assert invites(asked.handle(email("e3", arrived_at=NOON + 2), NOON)) == []
    assert invites(asked.handle(agent("ada", 2, free=1), NOON)) == []
    asked.handle(gone("e2", 2), NOON)
    assert invites(asked.handle(Taken(first), NOON)) == [("e3", "ada")]


def test_a_queue_may_limit_its_emails_per_agent() -> None:
    of = center(queue(max_per_agent=1), queue("sales"))
    busy = agent("ada", free=5, by_queue=(("support", 1),))
    asked = router(busy, of=of)
    assert invites(asked.handle(email("e1"), NOON)) == []
    invite = the_invite(asked.handle(email("e2", queue="sales"), NOON))
    assert (invite.email, invite.agent) == ("e2", "ada")
    asked.handle(Lost(invite, gone("e2", 2), None), NOON)
    assert invites(asked.handle(agent("ada", 2, free=5, by_queue=(("support", 0),)), NOON)) == [("e1", "ada")]


def test_an_agent_target_finds_one_agent() -> None:
    of = center(queue("support", one_agent("E3")))
    assert invites(router(agent("ada"), agent("cyn"), of=of).handle(email(), NOON)) == [("e1", "cyn")]


def test_the_decision_record_says_who_was_considered_and_why() -> None:
    users = (ADA, BOB, replace(CYN, groups=("Support",)), replace(BOB, id="dan", employee_id="E4", user_name="dan"))
    asked = router(
        agent("ada", idle_since=NOON - 9),
        agent("bob"),
        agent("cyn", offerable=False),
        of=center(users=users, version=6),
    )
    why = the_invite(asked.handle(email(refused=("ada",)), NOON)).why
    assert why.candidates == (("bob", "chosen"), ("ada", "refused"), ("cyn", "not-ready"), ("dan", "not-ready"))
    assert (why.center, why.queue, why.target, why.round, why.refused, why.more) == (
        6,
        "support",
        "Support",
        "running",
        1,
        0,
    )
    assert why.tie_break == "only"


def test_the_decision_record_is_bounded_and_lists_the_next_in_rank() -> None:
    users = tuple(replace(ADA, id=f"u{n:02}", user_name=f"u{n:02}", employee_id=f"E{n:02}") for n in range(40))
    free = [agent(user.id, idle_since=NOON - 100 + n // 2) for n, user in enumerate(users)]
    why = the_invite(router(*free, of=center(users=users)).handle(email(), NOON)).why
    assert why.candidates == (("u00", "chosen"), *((f"u{n:02}", "next") for n in range(1, 8)))
    assert (why.more, why.tie_break) == (32, "employee-id")


def test_the_decision_record_fills_up_with_those_who_cannot_be_asked() -> None:
    users = tuple(replace(ADA, id=f"u{n:02}", user_name=f"u{n:02}", employee_id=f"E{n:02}") for n in range(40))
    why = the_invite(router(agent("u30"), of=center(users=users)).handle(email(), NOON)).why
    assert why.candidates == (("u30", "chosen"), *((f"u{n:02}", "not-ready") for n in range(7)))
    assert (why.more, why.tie_break) == (32, "only")


def test_the_decision_record_tells_full_from_limited_from_being_asked() -> None:
    users = (ADA, BOB, replace(CYN, groups=("Support",)), replace(BOB, id="dan", employee_id="E4", user_name="dan"))
    of = center(queue(max_per_agent=2), queue("sales"), users=users)
    asked = router(agent("ada", free=0), agent("bob", free=3, by_queue=(("support", 2),)), of=of)
    asked.handle(agent("cyn"), NOON)
    assert invites(asked.handle(email("e0", queue="sales"), NOON)) == [("e0", "bob")]
    first = the_invite(asked.handle(email("e1"), NOON))
    assert first.why.candidates == (("cyn", "chosen"), ("ada", "full"), ("bob", "being-asked"), ("dan", "not-ready"))
    asked.handle(agent("dan"), NOON)
    second = the_invite(asked.handle(email("e2"), NOON))
    assert second.why.candidates[2:] == (("bob", "being-asked"), ("cyn", "being-asked"))
    assert invites(asked.handle(email("e3"), NOON)) == []
