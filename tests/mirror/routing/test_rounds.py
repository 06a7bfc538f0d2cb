"""Rounds: who refused is skipped until all have, the email rests, then all are asked again (contract 12.2)."""

from __future__ import annotations

from proffer.routing.decision import ROUND
from proffer.routing.router import Router
from proffer.routing.seen import CenterSeen, Lost, Taken
from tests.mirror.routing.cast import (
    NOON,
    SECOND,
    agent,
    center,
    email,
    gone,
    invites,
    queue,
    router,
    taken,
    the_invite,
    wake,
    wakes,
)


def test_an_agent_who_refused_is_skipped_while_another_has_not() -> None:
    asked = router(agent("ada", idle_since=0), agent("bob"))
    assert invites(asked.handle(email(refused=("ada",)), NOON)) == [("e1", "bob")]


def test_when_nobody_is_left_the_pause_runs_and_then_a_new_round_begins() -> None:
    asked = router(agent("ada"))
    decisions = asked.handle(email(refused=("ada",)), NOON)
    assert invites(decisions) == []
    pause = wake(decisions, ROUND)
    assert pause.ms == 10 * SECOND
    invite = the_invite(asked.handle(pause.due, NOON))
    assert (invite.agent, invite.new_round, invite.why.round) == ("ada", True, "new")


def test_an_agent_who_has_not_refused_gets_the_email_during_the_pause() -> None:
    asked = router(agent("ada"), email(refused=("ada",)))
    invite = the_invite(asked.handle(agent("bob"), NOON))
    assert (invite.agent, invite.new_round, invite.why.round) == ("bob", False, "running")


def test_an_agent_who_refused_takes_another_email_during_the_pause() -> None:
    asked = router(email("e1", refused=("ada",)), email("e2", arrived_at=NOON + 1))
    assert invites(asked.handle(agent("ada"), NOON)) == [("e2", "ada")]


def test_without_a_pause_the_new_round_begins_at_once() -> None:
    asked = router(agent("ada"), of=center(queue(offer_round_pause_seconds=0)))
    invite = the_invite(asked.handle(email(refused=("ada",)), NOON))
    assert (invite.agent, invite.new_round) == ("ada", True)


def test_without_a_pause_an_agent_who_has_not_refused_still_comes_first() -> None:
    asked = router(agent("ada", idle_since=0), agent("bob"), of=center(queue(offer_round_pause_seconds=0)))
    assert invites(asked.handle(email(refused=("ada",)), NOON)) == [("e1", "bob")]


def test_when_the_pause_is_over_and_nobody_is_free_the_email_waits_open_to_everybody() -> None:
    asked = router()
    pause = wake(asked.handle(email(refused=("ada",)), NOON), ROUND)
    assert asked.waiting("support").pausing == 1
    assert asked.handle(pause.due, NOON) == []
    assert asked.waiting("support").pausing == 0
    invite = the_invite(asked.handle(agent("ada"), NOON))
    assert (invite.agent, invite.new_round) == ("ada", True)


def test_a_pause_is_not_started_again_by_a_newer_snapshot() -> None:
    asked = router(agent("ada"))
    pause = wake(asked.handle(email(version=1, refused=("ada",)), NOON), ROUND)
    assert wakes(asked.handle(email(version=2, refused=("ada",)), NOON), ROUND) == []
    assert invites(asked.handle(pause.due, NOON)) == [("e1", "ada")]


def test_another_refusal_starts_a_pause_of_its_own_and_the_first_one_means_nothing() -> None:
    asked = router(agent("ada"))
    first = wake(asked.handle(email(version=1, refused=("ada",)), NOON), ROUND)
    invite = the_invite(asked.handle(agent("bob"), NOON))
    taken(asked, invite)
    asked.handle(agent("bob", 3), NOON)
    second = wake(asked.handle(email(version=3, refused=("ada", "bob")), NOON), ROUND)
    assert asked.handle(first.due, NOON) == []
    assert invites(asked.handle(second.due, NOON)) == [("e1", "ada")]


def test_the_pause_of_an_earlier_stay_in_a_queue_means_nothing() -> None:
    asked = router(agent("ada"))
    pause = wake(asked.handle(email(version=1, refused=("ada",)), NOON), ROUND)
    asked.handle(email(version=2, queued_at=NOON + 1, refused=("ada",)), NOON)
    assert asked.handle(pause.due, NOON) == []


def test_a_pause_that_ends_while_an_invitation_is_saved_is_not_forgotten() -> None:
    asked = router(agent("ada"))
    pause = wake(asked.handle(email(refused=("ada",)), NOON), ROUND)
    invite = the_invite(asked.handle(agent("bob"), NOON))
    assert asked.handle(pause.due, NOON) == []
    again = the_invite(asked.handle(Lost(invite, None, agent("bob", 2, offerable=False)), NOON))
    assert (again.agent, again.new_round) == ("ada", True)


def test_a_new_round_that_was_refused_again_rests_again() -> None:
    asked = router(agent("ada"))
    pause = wake(asked.handle(email(version=1, refused=("ada",)), NOON), ROUND)
    invite = the_invite(asked.handle(pause.due, NOON))
    # The refusal of the new round is shown before the invitation is reported; the snapshot between is never shown.
    asked.handle(agent("ada", 3), NOON)
    assert asked.handle(email(version=3, refused=("ada",)), NOON) == []
    decisions = asked.handle(Taken(invite), NOON)
    assert invites(decisions) == []
    assert wake(decisions, ROUND).ms == 10 * SECOND


def test_a_lost_invitation_does_not_start_the_pause_again() -> None:
    asked = router(agent("ada"))
    pause = wake(asked.handle(email(version=1, refused=("ada",)), NOON), ROUND)
    invite = the_invite(asked.handle(pause.due, NOON))
    decisions = asked.handle(Lost(invite, email(version=2, refused=("ada",)), None), NOON)
    assert invites(decisions) == [("e1", "ada")]


def test_a_changed_center_keeps_pauses_and_rounds() -> None:
    asked = router(agent("ada"))
    pause = wake(asked.handle(email(refused=("ada",)), NOON), ROUND)
    assert asked.handle(CenterSeen(center(version=2)), NOON) == []
    assert invites(asked.handle(pause.due, NOON)) == [("e1", "ada")]


def test_a_new_router_repeats_the_pause() -> None:
    asked = Router()
    asked.handle(email(refused=("ada",)), NOON)
    asked.handle(agent("ada"), NOON)
    assert wake(asked.handle(CenterSeen(center()), NOON), ROUND).ms == 10 * SECOND


def test_a_finished_email_is_forgotten_and_its_pause_means_nothing() -> None:
    asked = router(agent("ada"))
    pause = wake(asked.handle(email(refused=("ada",)), NOON), ROUND)
    asked.handle(gone("e1", 2), NOON)
    assert asked.handle(pause.due, NOON) == []
    assert asked.waiting("support").emails == 0
