"""The store port over one SQLite file: group commit on one connection, reads beside it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from proffer.store.group_commit import GroupCommit, StopNode
from proffer.store.ids import Clock, Ids
from proffer.store.sql_store import SqlStore
from proffer.store.sqlite.database import Database
from proffer.store.sqlite.ledger import SqliteLedger
from proffer.store.sqlite.options import SqliteOptions
from proffer.store.sqlite.reading import Reading
from proffer.store.stop import stop_process

__all__ = ["SqliteStore"]

DEFAULT_OPTIONS = SqliteOptions()


class SqliteStore(SqlStore):
    """Opened on a path; creates the file and brings its schema up to date. One process at a time."""

    def __init__(
        self, database: Database, ledger: SqliteLedger, commits: GroupCommit, reading: Reading, ids: Ids
    ) -> None:
        super().__init__(ledger, commits, reading, ids)
        self._database = database

    @classmethod
    async def open(
        cls,
        path: Path,
        *,
        node: str = "n1",
        id_prefix: str = "00001",
        clock: Clock,
        options: SqliteOptions = DEFAULT_OPTIONS,
        stop_node: StopNode = stop_process,
    ) -> SqliteStore:
        """`clock` gives epoch milliseconds; `stop_node` ends the process. Raises DatabaseInUse, SchemaTooNew."""
        database = await asyncio.to_thread(Database, Path(path), node, id_prefix, options)
        ids = Ids(id_prefix, database.high_water, clock)
        ledger = SqliteLedger(database.writer, database.path, node, options)
        commits = GroupCommit(
            ledger,
            node=node,
            last_number=database.last_number,
            ids=ids,
            stop_node=stop_node,
            changes_waiting_max=options.changes_waiting_max,
            changes_per_group_max=options.changes_per_group_max,
        )
        return cls(database, ledger, commits, Reading(database.path, options), ids)

    async def close(self) -> None:
        """As every store; the file is then whole without its WAL."""
        if not self._closed:
            await super().close()
            self._database.release()
