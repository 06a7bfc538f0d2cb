"""The commit feed: everything committed, in order, before anybody is answered."""

from __future__ import annotations

import asyncio
from typing import Any

from proffer.engine.ports import BrokenInvariant
from proffer.interaction.email import HELD
from proffer.record import Change, Committed, Conflict, replace
from tests.store.cast import ADA, accepted, commented, email_arrives, email_of, logged_in, login_of, offer, received
from tests.store.installations import Installation


async def test_subscribers_see_each_change_once_in_commit_order_with_its_new_versions(store: Any) -> None:
    seen: list[Committed] = []
    store.subscribe(seen.append)
    email = await email_arrives(store)
    committed = await store.save(commented(email))
    assert [one.number for one in seen] == [1, 2]
    assert seen[1] is committed
    assert seen[1].change.writes[0].after.version == 2


async def test_every_subscriber_is_told_in_the_order_of_subscription(store: Any) -> None:
    told: list[str] = []
    store.subscribe(lambda committed: told.append(f"router {committed.number}"))
    store.subscribe(lambda committed: told.append(f"publisher {committed.number}"))
    await asyncio.gather(*(store.save(received(store.new_id())) for _ in range(2)))
    assert told == ["router 1", "router 2", "publisher 1", "publisher 2"]


async def test_the_feed_has_the_whole_group_before_the_first_save_of_it_returns(store: Any) -> None:
    order: list[tuple[str, int]] = []
    store.subscribe(lambda committed: order.append(("fed", committed.number)))

    async def save() -> None:
        order.append(("answered", (await store.save(received(store.new_id()))).number))

    await asyncio.gather(*(save() for _ in range(5)))
    assert order == [("fed", n) for n in range(1, 6)] + [("answered", n) for n in range(1, 6)]


async def test_what_the_feed_tells_is_durable_and_can_be_read(installation: Installation) -> None:
    store = await installation.open()
    email, ada = await offer(store)
    found: list[asyncio.Task[Any]] = []
    store.subscribe(lambda _: found.append(asyncio.ensure_future(email_of(store, email.id))))
    await store.save(accepted(email, ada))
    assert (await found[0]).state == HELD


async def test_conflicts_and_broken_changes_are_not_fed_and_leave_no_gap_in_the_numbers(store: Any) -> None:
    seen: list[int] = []
    store.subscribe(lambda committed: seen.append(committed.number))
    email = await email_arrives(store)
    results = await asyncio.gather(
        store.save(commented(email)),
        store.save(commented(email)),
        store.save(lying(await email_arrives_later(store))),
        store.save(logged_in(await login_of(store, ADA))),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [Committed, Conflict, BrokenInvariant, Committed]
    assert seen == [1, 2, 3, 4]


async def test_a_subscriber_that_raises_stops_the_node_and_nobody_is_answered(installation: Installation) -> None:
    store = await installation.open()

    def raising(committed: Committed) -> None:
        raise RuntimeError("a subscriber's mistake")

    store.subscribe(raising)
    saves = [store.submit(received(store.new_id())) for _ in range(3)]
    await asyncio.wait(saves, timeout=10)
    assert all(save.cancelled() for save in saves)
    assert "a subscriber's mistake" in installation.stopped[0]


async def test_a_crash_between_commit_and_push_loses_nothing_but_the_push(installation: Installation) -> None:
    store = await installation.open()
    email, ada = await offer(store)

    def dies(committed: Committed) -> None:
        raise RuntimeError("power failure")

    store.subscribe(dies)
    save = store.submit(accepted(email, ada))
    await asyncio.wait([save], timeout=10)
    assert save.cancelled(), "nobody heard of it"

    store = await installation.crash()
    found = await email_of(store, email.id)
    assert (found.state, found.holder, found.version) == (HELD, ADA, 3)
    assert {record async for record in store.open_records()} == {found, await login_of(store, ADA)}
    assert [row.type for row in await store.journal(email.id)][-1] == "InvitationAccepted"
    assert (await store.save(commented(found))).number == 4


async def email_arrives_later(store: Any) -> Any:
    return await email_arrives(store)


def lying(email: Any) -> Change:
    """A decision that forgot the holder."""
    change = commented(email)
    return replace(change, writes=(replace(change.writes[0], after=replace(email, state=HELD)),))
