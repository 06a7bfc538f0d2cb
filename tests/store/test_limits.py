"""What a store does when it can take no more, or is closed: it says so, and nothing is half done."""

from __future__ import annotations

import asyncio

import pytest

from proffer.engine.ports import StoreDown
from proffer.store.memory import MemoryStore
from tests.store.cast import NOON, commented, email_arrives, email_of, received
from tests.store.installations import Installation


async def test_a_full_inbox_refuses_at_once_and_loses_nothing_it_took(installation: Installation) -> None:
    store = await installation.open(changes_waiting_max=5)
    saves = [store.submit(received(store.new_id())) for _ in range(8)]
    refused = [save for save in saves if save.done()]
    assert len(refused) == 3
    for save in refused:
        with pytest.raises(StoreDown, match="5 changes are waiting"):
            await save
    assert [(await save).number for save in saves[:5]] == [1, 2, 3, 4, 5]
    assert (await store.save(received(store.new_id()))).number == 6


async def test_more_changes_than_fit_a_group_keep_their_order(installation: Installation) -> None:
    store = await installation.open()
    ids = [store.new_id() for _ in range(300)]
    saves = [store.submit(received(email_id)) for email_id in ids]
    assert [(await save).number for save in saves] == list(range(1, 301))
    assert len(await store.load([("email", email_id) for email_id in ids])) == 300


async def test_closing_writes_what_was_taken_in(installation: Installation) -> None:
    store = await installation.open()
    saves = [store.submit(received(store.new_id())) for _ in range(200)]
    await store.close()
    assert [(await save).number for save in saves] == list(range(1, 201))
    store = await installation.open()
    assert (await store.email_counts())["Queued"] == 200


async def test_a_closed_store_takes_nothing_and_reads_nothing(installation: Installation) -> None:
    store = await installation.open()
    await store.close()
    await store.close()
    with pytest.raises(StoreDown, match="closed"):
        await store.save(received("00001a0000000001"))
    for reading in (store.load([("email", "x")]), store.email_counts(), anext(store.open_records())):
        with pytest.raises(StoreDown, match="closed"):
            await reading


async def test_a_store_is_busy_until_everybody_is_answered(installation: Installation) -> None:
    store = await installation.open()
    assert not store.busy
    saves = [store.submit(received(store.new_id())) for _ in range(3)]
    while store.busy:  # noqa: ASYNC110 - there is nothing to wait for
        await asyncio.sleep(0)
    assert all(save.done() for save in saves)


async def test_a_save_alone_starts_at_once(installation: Installation) -> None:
    store = await installation.open()
    for _ in range(20):
        await asyncio.wait_for(store.save(received(store.new_id())), timeout=5)


async def test_a_store_that_was_down_goes_on_where_it_was() -> None:
    store = await MemoryStore.open(clock=lambda: NOON)
    email = await email_arrives(store)
    store.faults.down = True
    with pytest.raises(StoreDown):
        await store.save(commented(email))
    with pytest.raises(StoreDown):
        await store.load([email.key])
    store.faults.down = False
    assert (await email_of(store, email.id)).version == 1
    store.faults.fail_next_group = True
    with pytest.raises(StoreDown):
        await store.save(commented(email))
    assert (await store.save(commented(email))).number == 2


async def test_a_slow_commit_gathers_the_changes_that_come_meanwhile() -> None:
    store = await MemoryStore.open(clock=lambda: NOON)
    store.faults.commit_delay_seconds = 0.02
    first = store.submit(received(store.new_id()))
    await asyncio.sleep(0.005)
    later = [store.submit(received(store.new_id())) for _ in range(10)]
    assert not first.done()
    started = asyncio.get_running_loop().time()
    await asyncio.gather(first, *later)
    assert asyncio.get_running_loop().time() - started < 0.1, "two commits, not eleven"
    await store.close()
