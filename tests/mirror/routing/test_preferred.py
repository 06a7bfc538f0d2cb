"""An email may prefer one agent: he is tried before all others (contract 12.6)."""

from __future__ import annotations

import pytest

from proffer.interaction.preference import last_agent_first
from proffer.record import replace
from proffer.routing.decision import PREFERRED
from proffer.routing.seen import CenterSeen
from tests.mirror.routing import cast
from tests.mirror.routing.cast import (
    NOON,
    SECOND,
    agent,
    center,
    email,
    group,
    invites,
    queue,
    taken,
    the_invite,
    wake,
)

CYN_FIRST = email(preferred="E3", preferred_ms=60 * SECOND)  # cyn is not in the group that queue support looks for


def test_the_preferred_agent_is_asked_although_others_have_been_idle_for_longer() -> None:
    router = cast.router(agent("ada", idle_since=NOON - 9), agent("bob", idle_since=NOON))
    invite = the_invite(router.handle(email(preferred="E2"), NOON))
    assert (invite.agent, invite.target.text, invite.why.tie_break) == ("bob", "agent:E2", "preferred")


def test_he_is_asked_although_the_queue_does_not_look_for_him() -> None:
    router = cast.router(agent("ada"), agent("cyn"))
    invite = the_invite(router.handle(CYN_FIRST, NOON))
    assert (invite.agent, invite.target.text) == ("cyn", "agent:E3")
    assert invite.why.candidates == (("cyn", "chosen"), ("ada", "next"), ("bob", "not-ready"))
    assert invite.why.more == 0


def test_the_others_wait_for_him_and_then_no_longer() -> None:
    router = cast.router(agent("ada"))
    decisions = router.handle(CYN_FIRST, NOON)
    assert invites(decisions) == []
    moment = wake(decisions, PREFERRED)
    assert moment.ms == 60 * SECOND
    invite = the_invite(router.handle(moment.due, NOON + moment.ms))
    assert (invite.agent, invite.target.text) == ("ada", "Support")
    assert ("cyn", "not-ready") in invite.why.candidates


def test_without_a_wait_the_others_are_asked_at_once() -> None:
    assert invites(cast.router(agent("ada")).handle(email(preferred="E3"), NOON)) == [("e1", "ada")]


def test_he_gets_it_when_he_becomes_free_before_and_after_the_wait() -> None:
    router = cast.router(CYN_FIRST)
    assert invites(router.handle(agent("cyn"), NOON)) == [("e1", "cyn")]
    router = cast.router(replace(CYN_FIRST, preferred_ms=0))
    assert invites(router.handle(agent("cyn"), NOON)) == [("e1", "cyn")]


def test_after_his_refusal_the_others_need_not_wait() -> None:
    router = cast.router(agent("ada"), agent("cyn"))
    assert invites(router.handle(replace(CYN_FIRST, refused=("cyn",)), NOON)) == [("e1", "ada")]


def test_in_a_new_round_he_is_tried_first_again() -> None:
    at_once = center(queue("support", group("Support"), offer_round_pause_seconds=0))
    router = cast.router(agent("ada", idle_since=NOON - 9), agent("cyn"), of=at_once)
    invite = the_invite(router.handle(replace(CYN_FIRST, refused=("ada", "cyn")), NOON))
    assert (invite.agent, invite.new_round) == ("cyn", True)


@pytest.mark.parametrize("fields", [{"free": 0}, {"offerable": False}])
def test_he_is_not_asked_while_he_cannot_be(fields: dict[str, int]) -> None:
    router = cast.router(agent("ada"), agent("cyn", **fields))
    assert invites(router.handle(replace(CYN_FIRST, preferred_ms=0), NOON)) == [("e1", "ada")]


def test_the_queue_s_limit_holds_for_him_too() -> None:
    limited = center(queue("support", group("Support"), max_per_agent=1))
    router = cast.router(agent("cyn", free=5, by_queue=(("support", 1),)), of=limited)
    assert invites(router.handle(CYN_FIRST, NOON)) == []
    assert invites(router.handle(agent("cyn", 2, free=5), NOON)) == [("e1", "cyn")]


def test_nobody_is_waited_for_whom_the_centre_does_not_know() -> None:
    router = cast.router(agent("ada"))
    assert invites(router.handle(email(preferred="E99", preferred_ms=60 * SECOND), NOON)) == [("e1", "ada")]


def test_when_the_preferred_agent_leaves_the_centre_the_others_have_it() -> None:
    router = cast.router(agent("ada"), CYN_FIRST)
    users = tuple(user for user in center().users if user.id != "cyn")
    assert invites(router.handle(CenterSeen(center(users=users, version=2)), NOON)) == [("e1", "ada")]


def test_a_more_urgent_email_of_his_queues_goes_before_one_that_prefers_him() -> None:
    urgent = email("e2", priority=5)
    router = cast.router(email("e1", preferred="E1"), urgent)
    decisions = router.handle(agent("ada"), NOON)
    assert invites(decisions) == [("e2", "ada")]
    assert invites(taken(router, the_invite(decisions))) == []


@pytest.mark.parametrize(
    ("lar", "keys", "expected"),
    [
        (True, {"LCA_EmplID_email": "E1", "LastCalledAgent_EmployeeID": "E2"}, "E1"),
        (True, {"LastCalledAgent_EmployeeID": "E2"}, "E2"),
        (True, {"LCA_EmplID_email": 7, "LastCalledAgent_EmployeeID": ""}, None),
        (True, {}, None),
        (False, {"LCA_EmplID_email": "E1"}, None),
    ],
)
def test_whom_an_email_prefers_stands_in_its_user_data(
    lar: bool, keys: dict[str, object], expected: str | None
) -> None:
    found = last_agent_first(queue("support", lar=lar, lar_wait_seconds=60), keys)
    assert (None if found is None else found.employee_id) == expected
    assert found is None or found.wait_seconds == 60
