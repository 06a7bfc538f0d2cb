"""Opens the database for its one writer: the lock, the schema, and who we are in it."""

from __future__ import annotations

from pathlib import Path

from proffer.store.group_commit import StopNode
from proffer.store.ids import check_prefix
from proffer.store.postgres.connection import Connection, port_error
from proffer.store.postgres.migrate import bring_up_to_date
from proffer.store.postgres.options import PostgresOptions
from proffer.store.postgres.writer import Writer
from proffer.store.sql_file import named_statements

__all__ = ["NODE", "Database"]

NODE = named_statements(Path(__file__).with_name("node.sql"))


class Database:
    """A locked database of the right schema, its writer, and where this node's numbers and ids go on."""

    def __init__(self, writer: Writer, high_water: int, last_number: int) -> None:
        self.writer = writer
        self.high_water = high_water
        self.last_number = last_number

    @classmethod
    async def open(cls, node: str, id_prefix: str, options: PostgresOptions, stop_node: StopNode) -> Database:
        """Raises StoreDown, DatabaseInUse, SchemaTooNew, and ValueError for a prefix that is not ours."""
        check_prefix(id_prefix)
        writer = Writer(options, node, stop_node)
        try:
            connection = await writer.open()
            await bring_up_to_date(connection)
            return cls(writer, *await _enter(connection, node, id_prefix))
        except BaseException:
            await writer.close()
            raise


async def _enter(connection: Connection, node: str, id_prefix: str) -> tuple[int, int]:
    """Writes the node down and returns its high-water mark and its last number."""
    try:
        owner = await connection.fetchval(NODE["node_of_prefix"], id_prefix)
        if owner not in (None, node):
            raise ValueError(f"id-prefix {id_prefix!r} belongs to node {owner!r}")
        await connection.execute(NODE["enter_node"], node, id_prefix)
        high_water = await connection.fetchval(NODE["high_water"], node)
        return int(high_water), int(await connection.fetchval(NODE["last_number"], node))
    except ValueError:
        raise
    except Exception as trouble:
        raise port_error(trouble) from trouble
