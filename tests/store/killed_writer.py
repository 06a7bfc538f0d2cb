"""Leads emails through their lives without end and says which saves were acknowledged, until somebody kills it."""

import asyncio
import sys
import time
from pathlib import Path

from proffer.agents.login import Login
from proffer.engine.ports import Store
from proffer.record import Committed
from proffer.store.ids import Clock
from proffer.store.postgres.options import PostgresOptions
from proffer.store.postgres.store import PostgresStore
from proffer.store.sqlite import SqliteStore
from tests.store.cast import accepted, completed, email_of, invited, login_of, received

AGENTS = [f"{n:032x}" for n in range(8)]


async def main(where: str) -> None:
    store = await opened(where, lambda: time.time_ns() // 1_000_000)
    await asyncio.gather(*(work(store, agent) for agent in AGENTS))


async def work(store: Store, agent: str) -> None:
    while True:
        email_id = store.new_id()
        tell(await store.save(received(email_id)))
        for act in (invited, accepted, completed):
            login: Login = await login_of(store, agent)
            tell(await store.save(act(await email_of(store, email_id), login)))


def tell(committed: Committed) -> None:
    """A line per acknowledged record version: number, kind, id, version."""
    for write in committed.change.writes:
        assert write.after is not None
        print(committed.number, *write.key, write.after.version, flush=True)


async def opened(where: str, clock: Clock) -> Store:
    """On a URL of PostgreSQL, or a path of SQLite."""
    if where.startswith("postgresql:"):
        return await PostgresStore.open(PostgresOptions(url=where), clock=clock)
    return await SqliteStore.open(Path(where), clock=clock)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
