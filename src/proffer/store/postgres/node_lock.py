"""One process writes a database: whoever's writing connection holds the advisory lock of Proffer in it."""

from __future__ import annotations

import asyncio

from proffer.store.postgres.connection import Connection
from proffer.store.postgres.options import PostgresOptions
from proffer.store.postgres.url import without_password
from proffer.store.refusals import DatabaseInUse

__all__ = ["take_lock"]

LOCK = 0x70726F66666572  # "proffer"; advisory locks belong to one database
TRY_SECONDS = 0.02

HOLDER = """
select pid, application_name, coalesce(host(client_addr), 'a socket') from pg_locks join pg_stat_activity using (pid)
where locktype = 'advisory' and granted
    and pg_locks.database = (select oid from pg_database where datname = current_database())
    and (classid::bigint << 32) + objid::bigint = $1
"""


async def take_lock(connection: Connection, options: PostgresOptions, *, ended: int | None = None) -> None:
    """Takes the lock, which the server gives back when the connection ends. Raises DatabaseInUse, naming the holder.

    A process that was killed a moment ago may still hold it: so it waits a little. `ended` is the server's process of a
    lost connection of our own; what it was doing is ended, one way or the other, once we have the lock.
    """
    until = asyncio.get_running_loop().time() + options.lock_wait_seconds
    while not await connection.fetchval("select pg_try_advisory_lock($1)", LOCK):
        holders = await connection.fetch(HOLDER, LOCK)
        if any(pid == ended for pid, _, _ in holders):
            await connection.fetchval("select pg_terminate_backend($1)", ended)
        elif holders and asyncio.get_running_loop().time() > until:
            _, name, address = holders[0]
            raise DatabaseInUse(
                f"{without_password(options.url)} is open in {name or 'an unnamed program'} ({address}); "
                "one process writes a database"
            )
        await asyncio.sleep(TRY_SECONDS)
