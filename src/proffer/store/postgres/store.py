"""The store port over a PostgreSQL database: group commit on one connection, reads beside it."""

from __future__ import annotations

from proffer.store.group_commit import GroupCommit, StopNode
from proffer.store.ids import Clock, Ids
from proffer.store.postgres.connection import OUT_OF_REACH, port_error
from proffer.store.postgres.database import Database
from proffer.store.postgres.ledger import PostgresLedger
from proffer.store.postgres.options import PostgresOptions
from proffer.store.postgres.reading import Reading
from proffer.store.sql_store import SqlStore
from proffer.store.stop import stop_process

__all__ = ["PostgresStore"]


class PostgresStore(SqlStore):
    """Opened on a URL; brings the schema up to date. One process at a time."""

    def __init__(
        self, database: Database, ledger: PostgresLedger, commits: GroupCommit, reading: Reading, ids: Ids
    ) -> None:
        super().__init__(ledger, commits, reading, ids)
        self._database = database

    @classmethod
    async def open(
        cls,
        options: PostgresOptions,
        *,
        node: str = "n1",
        id_prefix: str = "00001",
        clock: Clock,
        stop_node: StopNode = stop_process,
        changes_waiting_max: int = 10_000,
        changes_per_group_max: int = 128,
    ) -> PostgresStore:
        """`clock` gives epoch milliseconds; `stop_node` ends the process.

        Raises StoreDown, DatabaseInUse, SchemaTooNew, and ValueError for an id prefix of another node.
        """
        database = await Database.open(node, id_prefix, options, stop_node)
        ledger = PostgresLedger(database.writer, node, options)
        try:
            await ledger.open()
            reading = await Reading.open(options, node)
        except BaseException as trouble:
            await database.writer.close()  # and with it the lock
            if isinstance(trouble, OUT_OF_REACH):
                raise port_error(trouble) from trouble
            raise
        ids = Ids(id_prefix, database.high_water, clock)
        commits = GroupCommit(
            ledger,
            node=node,
            last_number=database.last_number,
            ids=ids,
            stop_node=stop_node,
            changes_waiting_max=changes_waiting_max,
            changes_per_group_max=changes_per_group_max,
        )
        return cls(database, ledger, commits, reading, ids)

    async def is_reachable(self) -> bool:
        return self._database.writer.is_there and await super().is_reachable()
