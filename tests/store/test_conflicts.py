"""Changes that meet: one wins, the other is told, and nobody writes half of anything."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from proffer.agents.login import Place, login_key
from proffer.interaction.email import HELD, QUEUED, STOPPED
from proffer.interaction.events import FocusSet
from proffer.record import Change, Conflict, Write, replace
from tests.store.cast import (
    ADA,
    BOB,
    NOON,
    accepted,
    after,
    commented,
    completed,
    email_arrives,
    email_of,
    invited,
    logged_in,
    login_of,
    offer,
    received,
    revoked,
)


async def outcomes(*saves: Any) -> list[str]:
    """The names of what became of each save."""
    return [type(result).__name__ for result in await asyncio.gather(*saves, return_exceptions=True)]


async def test_a_change_decided_on_an_old_version_conflicts_and_succeeds_when_decided_again(store: Any) -> None:
    email = await email_arrives(store)
    await store.save(commented(email, "first"))
    with pytest.raises(Conflict):
        await store.save(commented(email, "second"))
    assert (await email_of(store, email.id)).comment == "first"
    await store.save(commented(await email_of(store, email.id), "second"))
    assert (await email_of(store, email.id)).comment == "second"


async def test_of_two_accepts_exactly_one_wins(store: Any) -> None:
    email, ada = await offer(store)
    results = await outcomes(store.save(accepted(email, ada)), store.save(accepted(email, ada)))
    assert results == ["Committed", "Conflict"]
    assert (await email_of(store, email.id)).holder == ADA
    assert (await login_of(store, ADA)).reference == 1


@pytest.mark.parametrize("first", ["accept", "revoke"])
async def test_accept_after_revoke_fails_cleanly_and_the_other_way_round(store: Any, first: str) -> None:
    email, ada = await offer(store)
    changes = [accepted(email, ada), revoked(email, ada)]
    if first == "revoke":
        changes.reverse()
    assert await outcomes(*(store.save(change) for change in changes)) == ["Committed", "Conflict"]
    email, ada = await email_of(store, email.id), await login_of(store, ADA)
    if first == "accept":
        assert (email.state, email.holder, len(ada.in_hand)) == (HELD, ADA, 1)
    else:
        assert (email.state, email.holder, len(ada.in_hand)) == (QUEUED, None, 0)


async def test_of_several_records_all_are_written_or_none(store: Any) -> None:
    email, ada = await offer(store)
    await store.save(logged_in(ada))  # ada's login moves on: the accept rests on a version that is gone
    with pytest.raises(Conflict):
        await store.save(accepted(email, ada))
    assert await email_of(store, email.id) == email
    assert await store.journal(email.id) == [row for row in await store.journal(email.id) if row.number <= 2]


async def test_two_offers_to_one_agent_at_once_cannot_exceed_his_capacity(store: Any) -> None:
    ada, one, two = await login_of(store, ADA), await email_arrives(store), await email_arrives(store)
    assert await outcomes(store.save(invited(one, ada)), store.save(invited(two, ada))) == ["Committed", "Conflict"]
    assert [item.email for item in (await login_of(store, ADA)).in_hand] == [one.id]
    assert (await email_of(store, two.id)).state == QUEUED


async def test_reject_and_next_invitation_happen_in_one_change_with_one_step_per_record(store: Any) -> None:
    email, ada = await offer(store)
    rejected = revoked(email, ada)
    queued = replace(rejected.writes[0].after, version=email.version)
    committed = await store.save(rejected.then(invited(queued, await login_of(store, BOB))))
    email = await email_of(store, email.id)
    assert (email.version, email.invitation.agent if email.invitation else None) == (3, BOB)
    assert [len((await login_of(store, agent)).in_hand) for agent in (ADA, BOB)] == [0, 1]
    rows = await store.journal(email.id)
    assert [(row.number, row.position, row.type) for row in rows[-2:]] == [
        (committed.number, 0, "InvitationRevoked"),
        (committed.number, 1, "InvitationOpened"),
    ]


async def test_both_parts_of_a_joined_change_fall_together(store: Any) -> None:
    email, ada = await offer(store)
    bob = await login_of(store, BOB)
    await store.save(logged_in(bob))
    rejected = revoked(email, ada)
    queued = replace(rejected.writes[0].after, version=email.version)
    with pytest.raises(Conflict):
        await store.save(rejected.then(invited(queued, bob)))
    assert (await email_of(store, email.id)) == email


async def test_a_guard_that_moved_makes_a_conflict(store: Any) -> None:
    email = await email_arrives(store)
    ada = after_login(await store.save(logged_in(await login_of(store, ADA))))
    guarded = replace(commented(email), guards=((login_key(ADA), ada.version),))
    await store.save(logged_in(ada))
    with pytest.raises(Conflict):
        await store.save(guarded)
    await store.save(replace(guarded, guards=((login_key(ADA), ada.version + 1),)))
    assert (await login_of(store, ADA)).version == ada.version + 1, "a guard writes nothing"


async def test_a_guard_may_ask_for_absence(store: Any) -> None:
    email = await email_arrives(store)
    await store.save(replace(commented(email), guards=((login_key(BOB), 0),)))
    await store.save(logged_in(await login_of(store, BOB)))
    with pytest.raises(Conflict):
        await store.save(replace(commented(await email_of(store, email.id)), guards=((login_key(BOB), 0),)))


async def test_a_guard_sees_the_changes_before_it_in_the_same_group(store: Any) -> None:
    email, bob = await email_arrives(store), await login_of(store, BOB)
    guarded = replace(commented(email), guards=((login_key(BOB), 0),))
    assert await outcomes(store.save(logged_in(bob)), store.save(guarded)) == ["Committed", "Conflict"]


async def test_a_natural_key_is_given_to_one_only(store: Any) -> None:
    def take(agent: str) -> Change:
        return Change(
            writes=(Write(None, Place(name="desk-17", agent=agent)),), events=(FocusSet(at=NOON, agent=agent),)
        )

    assert await outcomes(store.save(take(ADA)), store.save(take(BOB))) == ["Committed", "Conflict"]
    assert (await store.load([("place", "desk-17")]))[("place", "desk-17")].agent == ADA


async def test_a_chain_of_changes_may_be_sent_without_waiting(store: Any) -> None:
    """The versions are known beforehand: each change sees those before it, whatever group it comes into."""
    email_id = store.new_id()
    first = received(email_id)
    email = replace(first.writes[0].after, version=1)
    change = invited(email, await login_of(store, ADA))
    offered, ada = (replace(one.after, version=version) for one, version in zip(change.writes, (2, 1), strict=True))
    taken = accepted(offered, ada)
    held, ada = (replace(one.after, version=version) for one, version in zip(taken.writes, (3, 2), strict=True))
    futures = [store.submit(one) for one in (first, change, taken, completed(held, ada))]
    numbers = [(await future).number for future in futures]
    assert numbers == [1, 2, 3, 4]
    assert after(await futures[-1], email_id).version == 4
    assert (await email_of(store, email_id)).state == STOPPED
    assert [row.number for row in await store.journal(email_id)] == numbers


async def test_delete_and_make_again_may_meet_in_one_group(store: Any) -> None:
    made = Change(writes=(Write(None, Place(name="p", agent=ADA)),), events=(FocusSet(at=NOON),))
    await store.save(made)
    deleted = Change(writes=(Write(Place(name="p", agent=ADA, version=1), None),), events=(FocusSet(at=NOON),))
    again = Change(writes=(Write(None, Place(name="p", agent=BOB)),), events=(FocusSet(at=NOON),))
    assert await outcomes(store.save(deleted), store.save(again), store.save(deleted)) == [
        "Committed",
        "Committed",
        "Committed",
    ], "version 1 was deleted, made again, and deleted again"
    assert await store.load([("place", "p")]) == {}


async def test_the_loser_is_told_only_when_the_winner_can_be_read(store: Any) -> None:
    email, ada = await offer(store)
    winner = store.submit(accepted(email, ada))
    with pytest.raises(Conflict):
        await store.save(accepted(email, ada))
    assert winner.done()
    assert (await email_of(store, email.id)).state == HELD


async def test_giving_up_the_wait_does_not_take_the_change_back(store: Any) -> None:
    email = await email_arrives(store)
    store.submit(commented(email)).cancel()
    await store.save(logged_in(await login_of(store, ADA)))
    assert (await email_of(store, email.id)).comment == "call back"


def after_login(committed: Any) -> Any:
    return committed.change.writes[0].after
