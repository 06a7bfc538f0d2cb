"""PostgreSQL goes away and comes back: what was acknowledged is there, what was refused is not, the node goes on."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from proffer.engine.ports import StoreDown
from proffer.record import Committed
from proffer.store.postgres.inspection import PostgresInspection
from proffer.store.postgres.options import PostgresOptions
from proffer.store.postgres.store import PostgresStore
from tests import postgres
from tests.postgres import Cluster
from tests.store.audited import wrong_with
from tests.store.cast import NOON, commented, email_arrives, email_of, received
from tests.store.cutting_proxy import CuttingProxy

pytestmark = [
    pytest.mark.interop,
    pytest.mark.skipif(postgres.why_not() is not None, reason=str(postgres.why_not())),
]
WAYS: dict[str, Callable[[Cluster], None]] = {
    "fast": Cluster.stop,
    "immediate": Cluster.stop_immediately,
    "kill -9": Cluster.kill,
}
ROUNDS = 6


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    cluster = Cluster().start()
    yield cluster
    cluster.remove()


class Node:
    """A store on a database of its own, and whether it would have ended its process."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.database = cluster.new_database()
        self.options = PostgresOptions(url=cluster.url(self.database))
        self.stopped: list[str] = []

    async def open(self, **options: Any) -> PostgresStore:
        if options:
            self.options = PostgresOptions(**{"url": self.options.url} | options)
        self.store = await PostgresStore.open(
            self.options, clock=lambda: NOON, stop_node=lambda what, why: self.stopped.append(what)
        )
        return self.store


@pytest.fixture
async def node(cluster: Cluster) -> AsyncIterator[Node]:
    node = Node(cluster)
    yield node
    await node.store.close()


async def saved(store: PostgresStore, seconds: float = 20.0) -> Committed:
    """The first save that succeeds again."""
    until = time.monotonic() + seconds
    while True:
        try:
            return await store.save(received(store.new_id()))
        except StoreDown:
            assert time.monotonic() < until, "it does not come back"
            await asyncio.sleep(0.05)


async def until(holds: Callable[[], bool], seconds: float = 10.0) -> None:
    """Waits for something nobody tells."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("way", WAYS)
async def test_while_the_server_is_away_everything_is_refused_and_then_goes_on(node: Node, way: str) -> None:
    store = await node.open()
    email = await email_arrives(store)
    assert await store.is_reachable()
    await asyncio.to_thread(WAYS[way], node.cluster)
    try:
        for _ in range(2):
            started = time.monotonic()
            with pytest.raises(StoreDown):
                await store.save(commented(email))
            for reading in (store.load([email.key]), store.email_counts(), anext(store.open_records())):
                with pytest.raises(StoreDown):
                    await reading
            assert not await store.is_reachable()
            assert time.monotonic() - started < 4, "nobody waits for a server that is away, not even to connect"
    finally:
        await asyncio.to_thread(node.cluster.start)
    assert (await saved(store)).number == 2
    assert await store.is_reachable()
    assert (await email_of(store, email.id)).version == 1
    assert (await store.save(commented(email))).number == 3
    assert node.stopped == []


async def test_a_connection_that_is_cut_while_nobody_needs_it_is_made_anew_before_anybody_notices(node: Node) -> None:
    store = await node.open()
    await email_arrives(store)
    node.cluster.sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'proffer%'")
    writer, lost = store._database.writer, store._database.writer._pid
    await until(lambda: writer._pid != lost)
    assert await store.is_reachable()
    assert (await store.save(received(store.new_id()))).number == 2


@pytest.mark.slow
async def test_under_load_what_was_acknowledged_is_there_and_what_was_refused_is_not(node: Node) -> None:
    store, chance = await node.open(), random.Random(20261125)
    committed: list[str] = []
    refused: list[str] = []
    done = asyncio.Event()

    async def work() -> None:
        while not done.is_set():
            email_id = store.new_id()
            try:
                await store.save(received(email_id))
                committed.append(email_id)
            except StoreDown:
                refused.append(email_id)
                await asyncio.sleep(0.02)

    workers = [asyncio.create_task(work()) for _ in range(16)]
    for _ in range(ROUNDS):
        await asyncio.sleep(chance.uniform(0.1, 0.5))
        before = len(committed)
        await asyncio.to_thread(chance.choice(list(WAYS.values())), node.cluster)
        await asyncio.sleep(chance.uniform(0.0, 0.3))
        await asyncio.to_thread(node.cluster.start)
        await saved(store)
        assert len(committed) >= before
    done.set()
    await asyncio.gather(*workers)
    assert refused, "it was away often enough"
    found = {id_ for _, id_ in await store.load([("email", email_id) for email_id in committed + refused])}
    assert found == set(committed)
    assert await wrong_with(await PostgresInspection.open(node.options)) == []
    assert node.stopped == []


@pytest.fixture
async def proxy(cluster: Cluster) -> AsyncIterator[CuttingProxy]:
    proxy = await CuttingProxy(cluster.port).start()
    yield proxy
    await proxy.close()


def through(proxy: CuttingProxy, node: Node) -> dict[str, str]:
    """The options that lead through the proxy."""
    return {"url": f"postgresql://proffer@127.0.0.1:{proxy.port}/{node.database}"}


async def test_a_commit_that_never_arrived_is_refused(proxy: CuttingProxy, node: Node) -> None:
    store = await node.open(**through(proxy, node))
    email = await email_arrives(store)
    proxy.cut = "question"
    save = store.submit(commented(email))
    await asyncio.sleep(0.05)
    proxy.cut = None
    with pytest.raises(StoreDown, match="COMMIT"):
        await save
    assert (await saved(store)).number == 2, "its number was not used up"
    assert (await email_of(store, email.id)).version == 1


async def test_a_commit_whose_answer_was_lost_is_found_in_the_journal(proxy: CuttingProxy, node: Node) -> None:
    store = await node.open(**through(proxy, node))
    email = await email_arrives(store)
    fed: list[int] = []
    store.subscribe(lambda committed: fed.append(committed.number))
    proxy.cut = "answer"
    save = store.submit(commented(email))
    await asyncio.sleep(0.05)
    proxy.cut = None
    assert (await save).number == 2
    assert (await saved(store)).number == 3
    assert fed == [2, 3]
    assert (await email_of(store, email.id)).version == 2


async def test_only_who_asked_for_a_commit_of_unknown_outcome_waits_and_nobody_else(
    proxy: CuttingProxy, node: Node
) -> None:
    store = await node.open(**through(proxy, node))
    email = await email_arrives(store)
    proxy.cut, proxy.refuses = "answer", True
    save = store.submit(commented(email))
    await asyncio.sleep(0.02)
    waiting = store.submit(received(store.new_id()))
    with pytest.raises(StoreDown, match="out of reach"):
        await asyncio.wait_for(waiting, 5)
    with pytest.raises(StoreDown, match="out of reach"):
        await asyncio.wait_for(store.save(received(store.new_id())), 0.1)
    assert not save.done(), "neither yes nor no would be known to be true"
    proxy.cut, proxy.refuses = None, False
    assert (await asyncio.wait_for(save, 10)).number == 2


async def test_a_commit_nobody_can_tell_the_outcome_of_stops_the_node(proxy: CuttingProxy, node: Node) -> None:
    store = await node.open(**through(proxy, node), unknown_outcome_seconds_max=0.5)
    email = await email_arrives(store)
    proxy.cut, proxy.refuses = "answer", True
    save = store.submit(commented(email))
    await asyncio.wait([save], timeout=10)
    assert save.cancelled(), "not answered"
    assert "cannot go on" in node.stopped[0]


async def test_a_node_whose_database_was_written_by_another_meanwhile_stops(proxy: CuttingProxy, node: Node) -> None:
    store = await node.open(**through(proxy, node))
    await email_arrives(store)
    proxy.refuses = True
    node.cluster.sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'proffer%'")
    other = await PostgresStore.open(
        PostgresOptions(url=node.cluster.url(node.database)), node="n2", id_prefix="00002", clock=lambda: NOON
    )
    await email_arrives(other)
    await other.close()
    proxy.refuses = False
    await until(lambda: bool(node.stopped))
    assert "somebody else wrote" in node.stopped[0]
    with pytest.raises(StoreDown):
        await store.save(received(store.new_id()))
