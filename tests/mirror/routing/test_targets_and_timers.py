"""Targets are added one after another, and time in a queue runs out (contract 12.3, 12.4)."""

from __future__ import annotations

from proffer.routing.decision import ROUTING_TIMEOUT, TARGET, Overdue, Overflow
from proffer.routing.seen import CenterSeen, Lost
from tests.mirror.routing.cast import (
    MINUTE,
    NOON,
    SECOND,
    agent,
    center,
    email,
    group,
    invites,
    one_agent,
    queue,
    router,
    taken,
    the_invite,
    wake,
    wakes,
)

STEPS = center(queue("support", group("Support", 60), group("Second", 30), one_agent("E9")))
TIMEOUT = center(queue("support", routing_timeout_minutes=20, overflow_queue="second"), queue("second"))


def test_the_next_target_is_added_after_the_wait() -> None:
    asked = router(agent("cyn"), of=STEPS)
    decisions = asked.handle(email(), NOON)
    assert invites(decisions) == []
    wait = wake(decisions, TARGET)
    assert wait.ms == 60 * SECOND
    invite = the_invite(asked.handle(wait.due, NOON + 60 * SECOND))
    assert (invite.agent, invite.target, invite.why.step) == ("cyn", group("Second", 30), 1)


def test_earlier_targets_stay_active_and_the_longest_idle_of_all_wins() -> None:
    asked = router(email(queued_at=NOON - 61 * SECOND), of=STEPS)
    assert the_invite(asked.handle(agent("ada"), NOON)).target == group("Support", 60)
    both = router(agent("ada", idle_since=NOON), agent("cyn", idle_since=NOON - 1), of=STEPS)
    assert invites(both.handle(email(queued_at=NOON - 61 * SECOND), NOON)) == [("e1", "cyn")]


def test_the_wait_goes_on_whatever_the_clock_says() -> None:
    asked = router(of=STEPS)
    wait = wake(asked.handle(email(), NOON), TARGET)
    clock_set_back = NOON - 3600 * SECOND
    decisions = asked.handle(wait.due, clock_set_back)
    assert wake(decisions, TARGET).ms == 30 * SECOND
    assert invites(asked.handle(agent("cyn"), clock_set_back)) == [("e1", "cyn")]


def test_the_same_wait_told_twice_adds_one_target() -> None:
    asked = router(of=STEPS)
    wait = wake(asked.handle(email(), NOON), TARGET)
    asked.handle(wait.due, NOON)
    assert asked.handle(wait.due, NOON) == []


def test_after_a_restart_the_step_follows_from_the_time_in_the_queue() -> None:
    asked = router(of=STEPS)
    assert wake(asked.handle(email(queued_at=NOON - 75 * SECOND), NOON), TARGET).ms == 15 * SECOND
    late = router(of=STEPS)
    assert wakes(late.handle(email(queued_at=NOON - 90 * SECOND), NOON), TARGET) == []


def test_a_target_without_a_wait_is_the_last_one() -> None:
    asked = router(agent("cyn"), of=center(queue("support", group("Support"), group("Second"))))
    decisions = asked.handle(email(queued_at=0), NOON)
    assert invites(decisions) == []
    assert wakes(decisions, TARGET) == []


def test_a_target_added_while_an_invitation_is_saved_counts_when_it_is_lost() -> None:
    asked = router(agent("cyn"), of=STEPS)
    wait = wake(asked.handle(email(), NOON), TARGET)
    invite = the_invite(asked.handle(agent("ada"), NOON))
    assert asked.handle(wait.due, NOON) == []
    assert invites(asked.handle(Lost(invite, email(version=2), agent("ada", 2, free=0)), NOON)) == [("e1", "cyn")]


def test_a_rejected_email_keeps_its_step_and_asks_for_its_wake_up_again() -> None:
    asked = router(agent("ada"), of=STEPS)
    taken(asked, the_invite(asked.handle(email(), NOON)))
    decisions = asked.handle(email(version=3, refused=("ada",)), NOON + 20 * SECOND)
    assert wake(decisions, TARGET).ms == 40 * SECOND


def test_changed_waits_begin_anew_and_unchanged_ones_are_not_asked_twice() -> None:
    asked = router(email(), of=STEPS)
    assert wakes(asked.handle(CenterSeen(center(*STEPS.queues, version=2)), NOON), TARGET) == []
    other = center(queue("support", group("Support", 90), group("Second")), version=3)
    assert wake(asked.handle(CenterSeen(other), NOON), TARGET).ms == 90 * SECOND


def test_when_routing_times_out_the_email_goes_to_the_overflow_queue() -> None:
    asked = router(of=TIMEOUT)
    timeout = wake(asked.handle(email(version=3), NOON), ROUTING_TIMEOUT)
    assert timeout.ms == 20 * MINUTE
    assert asked.handle(timeout.due, NOON) == [Overflow("e1", 3, "second")]
    assert asked.handle(timeout.due, NOON) == []


def test_an_overflow_that_lost_against_another_change_is_decided_again() -> None:
    asked = router(of=TIMEOUT)
    timeout = wake(asked.handle(email(version=3), NOON), ROUTING_TIMEOUT)
    asked.handle(timeout.due, NOON)
    assert asked.handle(email(version=4), NOON) == [Overflow("e1", 4, "second")]
    assert asked.handle(email(version=4), NOON) == []
    moved = asked.handle(email(version=5, queue="second", queued_at=NOON + 1), NOON + 1)
    assert wake(moved, ROUTING_TIMEOUT).ms == 720 * MINUTE


def test_without_an_overflow_queue_the_email_stays_and_is_logged_once() -> None:
    asked = router()
    timeout = wake(asked.handle(email(), NOON), ROUTING_TIMEOUT)
    assert timeout.ms == 720 * MINUTE
    assert asked.handle(timeout.due, NOON) == [Overdue("e1", "support")]
    assert asked.handle(email(version=2), NOON) == []
    assert invites(asked.handle(agent("ada"), NOON)) == [("e1", "ada")]


def test_a_timeout_that_ran_out_while_the_server_was_down_fires_at_once() -> None:
    decisions = router(of=TIMEOUT).handle(email(queued_at=0), NOON)
    assert wake(decisions, ROUTING_TIMEOUT).ms == 0


def test_a_changed_timeout_counts_for_waiting_emails_and_the_old_one_means_nothing() -> None:
    asked = router(of=TIMEOUT)
    old = wake(asked.handle(email(), NOON), ROUTING_TIMEOUT)
    longer = center(queue("support", routing_timeout_minutes=60), version=2)
    assert wake(asked.handle(CenterSeen(longer), NOON), ROUTING_TIMEOUT).ms == 60 * MINUTE
    assert asked.handle(old.due, NOON) == []


def test_an_overflow_queue_that_does_not_exist_or_is_the_queue_itself_is_none() -> None:
    for overflow in ("nowhere", "support"):
        asked = router(of=center(queue(overflow_queue=overflow)))
        timeout = wake(asked.handle(email(), NOON), ROUTING_TIMEOUT)
        assert asked.handle(timeout.due, NOON) == [Overdue("e1", "support")]
