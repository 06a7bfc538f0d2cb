"""Opens the database file for its one writer: the lock, the schema, and who we are in it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from proffer.store.ids import check_prefix
from proffer.store.sql_file import named_statements
from proffer.store.sqlite.connection import writing
from proffer.store.sqlite.lock_file import LockFile
from proffer.store.sqlite.migrate import bring_up_to_date
from proffer.store.sqlite.options import SqliteOptions

__all__ = ["Database"]

NODE = named_statements(Path(__file__).with_name("node.sql"))


class Database:
    """A locked file of the right schema, its writer connection, and where this node's numbers and ids go on."""

    def __init__(self, path: Path, node: str, id_prefix: str, options: SqliteOptions) -> None:
        check_prefix(id_prefix)
        self.path = path.absolute()
        self._lock = LockFile(self.path)
        try:
            self.writer = writing(self.path, options)
            try:
                bring_up_to_date(self.writer)
                self.high_water, self.last_number = _enter(self.writer, node, id_prefix)
            except BaseException:
                self.writer.close()
                raise
        except BaseException:
            self._lock.release()
            raise

    def release(self) -> None:
        """After everything else is closed."""
        self._lock.release()


def _enter(writer: sqlite3.Connection, node: str, id_prefix: str) -> tuple[int, int]:
    """Writes the node down and returns its high-water mark and its last number."""
    for (owner,) in writer.execute(NODE["node_of_prefix"], (id_prefix,)).fetchall():
        if owner != node:
            raise ValueError(f"id-prefix {id_prefix!r} belongs to node {owner!r}")
    writer.execute(NODE["enter_node"], (node, id_prefix)).fetchall()
    high_water = writer.execute(NODE["high_water"], (node,)).fetchall()[0][0]
    last_number = writer.execute(NODE["last_number"], (node,)).fetchall()[0][0]
    return int(high_water), int(last_number)
