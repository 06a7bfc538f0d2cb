"""The protocol with the engine: snapshots, reservations, proposals, and what becomes of them (design 6)."""

from __future__ import annotations

import pytest

from proffer.routing import known_emails
from proffer.routing.decision import RETRY, ROUND
from proffer.routing.router import RETRY_MS
from proffer.routing.seen import CenterSeen, Lost, Taken
from tests.mirror.routing.cast import (
    NOON,
    agent,
    center,
    committed,
    email,
    gone,
    invites,
    queue,
    router,
    taken,
    the_invite,
    wake,
)


def test_a_snapshot_that_is_not_newer_is_ignored() -> None:
    asked = router(agent("ada", 5, offerable=False), email("e1", 5, waiting=False))
    assert asked.handle(agent("ada", 5), NOON) == []
    assert asked.handle(agent("ada", 4), NOON) == []
    assert asked.handle(email("e1", 5), NOON) == []
    assert asked.handle(email("e1", 4), NOON) == []
    assert asked.handle(CenterSeen(center(version=1)), NOON) == []
    assert asked.waiting("support").emails == 0


def test_a_taken_invitation_leaves_the_agent_to_his_newest_snapshot() -> None:
    asked = router(agent("ada"))
    taken(asked, the_invite(asked.handle(email(), NOON)))
    assert invites(asked.handle(email("e2"), NOON)) == []
    assert invites(asked.handle(agent("ada", 3), NOON)) == [("e2", "ada")]


def test_taken_before_its_snapshots_gives_nothing_away() -> None:
    asked = router(agent("ada"), agent("bob", free=0))
    invite = the_invite(asked.handle(email(), NOON))
    assert asked.handle(Taken(invite), NOON) == []
    assert asked.handle(email("e2"), NOON + 1) != []
    email_after, agent_after = committed(invite)
    assert asked.handle(email_after, NOON) == []
    assert asked.handle(agent_after, NOON) == []
    assert invites(asked.handle(agent("bob", 2), NOON)) == [("e2", "bob")]


def test_a_lost_invitation_is_decided_again_on_fresh_snapshots() -> None:
    asked = router(agent("ada"), agent("bob", idle_since=NOON + 1))
    invite = the_invite(asked.handle(email(), NOON))
    assert invites(asked.handle(Lost(invite, None, agent("ada", 2, offerable=False)), NOON)) == [("e1", "bob")]


def test_an_agent_freed_by_a_lost_invitation_gets_the_next_email() -> None:
    asked = router(agent("ada"))
    invite = the_invite(asked.handle(email(), NOON))
    asked.handle(email("e2"), NOON)
    assert invites(asked.handle(Lost(invite, gone("e1", 2), None), NOON)) == [("e2", "ada")]


def test_after_a_loss_the_more_urgent_email_comes_first() -> None:
    asked = router(agent("ada"))
    invite = the_invite(asked.handle(email("e1"), NOON))
    asked.handle(email("e0", priority=1), NOON)
    assert invites(asked.handle(Lost(invite, email("e1", 2), None), NOON)) == [("e0", "ada")]


def test_an_agent_who_may_not_have_the_lost_email_gets_a_less_urgent_one() -> None:
    asked = router(agent("ada"))
    invite = the_invite(asked.handle(email("e1"), NOON))
    asked.handle(email("e2", arrived_at=NOON + 1), NOON)
    assert invites(asked.handle(Lost(invite, email("e1", 2, refused=("ada",)), None), NOON)) == [("e2", "ada")]


def test_an_invitation_lost_for_no_visible_reason_is_tried_again_after_a_second() -> None:
    asked = router(agent("ada"))
    invite = the_invite(asked.handle(email(), NOON))
    decisions = asked.handle(Lost(invite, None, None), NOON)
    assert invites(decisions) == []
    again = wake(decisions, RETRY)
    assert again.ms == RETRY_MS
    assert invites(asked.handle(email("e2"), NOON)) == [("e2", "ada")]
    asked.handle(agent("bob"), NOON)
    assert invites(asked.handle(again.due, NOON)) == [("e1", "bob")]
    assert asked.handle(again.due, NOON) == []


def test_a_newer_snapshot_ends_the_second_of_rest() -> None:
    asked = router(agent("ada"))
    invite = the_invite(asked.handle(email(), NOON))
    again = wake(asked.handle(Lost(invite, None, None), NOON), RETRY)
    assert invites(asked.handle(email(version=2), NOON)) == [("e1", "ada")]
    assert asked.handle(again.due, NOON) == []


def test_reports_of_invitations_the_router_does_not_hold_only_teach_snapshots() -> None:
    invite = the_invite(router(agent("ada")).handle(email(), NOON))
    restarted = router()
    restarted.handle(email(), NOON)
    assert restarted.handle(Taken(invite), NOON) == []
    assert invites(restarted.handle(Lost(invite, email(version=2), agent("ada", 2)), NOON)) == [("e1", "ada")]


def test_a_second_report_of_the_same_loss_changes_nothing() -> None:
    asked = router(agent("ada"))
    lost = Lost(the_invite(asked.handle(email(), NOON)), email(version=2), agent("ada", 2, offerable=False))
    asked.handle(lost, NOON)
    assert asked.handle(lost, NOON) == []
    assert asked.waiting("support").emails == 1


def test_a_proposal_reserves_email_and_agent_without_learning_the_email() -> None:
    asked = router(agent("ada", free=0), agent("bob"), gone("e1", 3))
    rejected = email(version=3, refused=("ada",))
    invite = asked.propose(rejected, NOON)
    assert invite is not None
    assert (invite.agent, invite.email_version, invite.new_round) == ("bob", 3, False)
    assert asked.propose(rejected, NOON) is None
    assert asked.waiting("support").emails == 0
    assert invites(asked.handle(email("e2"), NOON)) == []
    taken(asked, invite)
    assert invites(asked.handle(agent("ada", 2), NOON)) == [("e2", "ada")]


def test_a_proposal_given_back_frees_the_agent() -> None:
    asked = router(agent("bob"))
    invite = asked.propose(email(version=3, refused=("ada",)), NOON)
    assert invite is not None
    assert asked.handle(Lost(invite, None, None), NOON) == []
    assert invites(asked.handle(email("e2"), NOON)) == [("e2", "bob")]


def test_a_proposal_whose_save_lost_against_a_timeout_is_decided_on_what_the_timeout_left() -> None:
    asked = router(agent("bob"))
    invite = asked.propose(email(version=3, refused=("ada",)), NOON)
    assert invite is not None
    assert asked.handle(email(version=4, refused=("ada",)), NOON) == []
    again = the_invite(asked.handle(Lost(invite, None, None), NOON))
    assert (again.agent, again.email_version) == ("bob", 4)


def test_there_is_no_proposal_when_nobody_is_free_and_the_pause_begins_with_the_commit() -> None:
    asked = router(agent("ada", free=0))
    assert asked.propose(email(version=3, refused=("ada",)), NOON) is None
    asked.handle(agent("ada", 2), NOON)
    assert wake(asked.handle(email(version=4, refused=("ada",)), NOON), ROUND)


def test_without_a_pause_a_proposal_may_open_the_new_round() -> None:
    asked = router(agent("ada", free=2), of=center(queue(offer_round_pause_seconds=0)))
    invite = asked.propose(email(version=3, refused=("ada",)), NOON)
    assert invite is not None
    assert (invite.agent, invite.new_round) == ("ada", True)


def test_there_is_no_proposal_for_an_email_that_does_not_wait_or_whose_queue_asks_nobody() -> None:
    asked = router(agent("ada"))
    assert asked.propose(email(waiting=False), NOON) is None
    assert asked.propose(email(queue="nowhere"), NOON) is None


def test_a_proposal_takes_an_email_off_the_shelf_where_an_older_snapshot_put_it() -> None:
    asked = router(email(version=1, refused=("ada",)))
    asked.handle(agent("ada"), NOON)
    invite = asked.propose(email(version=3), NOON)
    assert invite is not None
    assert invites(asked.handle(agent("bob"), NOON)) == []
    taken(asked, invite)
    assert asked.waiting("support").emails == 0


def test_a_login_that_means_something_else_under_a_new_center_is_believed_once_more() -> None:
    asked = router(agent("ada", 3, free=0), email())
    raised = agent("ada", 3, free=1)
    assert invites(asked.handle(raised, NOON)) == [("e1", "ada")]
    assert asked.handle(raised, NOON) == []


def test_reservations_outlive_a_change_of_the_center() -> None:
    asked = router(agent("ada"))
    invite = the_invite(asked.handle(email(), NOON))
    asked.handle(email("e2"), NOON)
    assert invites(asked.handle(CenterSeen(center(version=2)), NOON)) == []
    assert invites(asked.handle(agent("bob"), NOON)) == [("e2", "bob")]
    assert taken(asked, invite) == []


def test_memory_does_not_grow_with_finished_emails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_emails, "GONE_MAX", 10)
    asked = router()
    for n in range(100):
        asked.handle(email(f"e{n}"), NOON)
        asked.handle(gone(f"e{n}", 2), NOON)
    assert asked.waiting("support").emails == 0
    assert len(asked._emails._gone) == 10
    assert len(asked._map.bucket(asked._map.rules["support"], 0)._heap) < 100  # type: ignore[arg-type]


def test_a_snapshot_older_than_memory_costs_one_conflict_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_emails, "GONE_MAX", 0)
    asked = router(gone("e1", 5), agent("ada"))
    ghost = the_invite(asked.handle(email("e1", 4), NOON))
    assert asked.handle(Lost(ghost, gone("e1", 5), None), NOON) == []
    assert asked.waiting("support").emails == 0
    assert invites(asked.handle(email("e2"), NOON)) == [("e2", "ada")]
