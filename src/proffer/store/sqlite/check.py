"""What SQLite itself can tell: damaged pages and indexes, columns that differ from the body they repeat."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from proffer.store.sql_file import named_statements
from proffer.store.sqlite.connection import reading
from proffer.store.sqlite.migrate import known_version, schema_version
from proffer.store.sqlite.options import SqliteOptions

__all__ = ["check", "damage"]

CHECKS = named_statements(Path(__file__).with_name("check.sql"))


def check(path: Path) -> list[str]:
    """One line for each thing that is wrong; empty when all is well. It only reads; a server may be running.

    The whole of what must hold, between records too, is looked at by `audit/`.
    """
    if not path.exists():
        return [f"{path}: there is no such file"]
    try:
        connection = reading(path, SqliteOptions())
    except sqlite3.Error as trouble:
        return [f"{path}: {trouble}"]
    try:
        version = schema_version(connection)
        if version != known_version():
            return [f"schema {version}, this version of Proffer works with {known_version()}: run the upgrade"]
        return damage(connection)
    except sqlite3.Error as trouble:
        return [f"{path}: {trouble}"]
    finally:
        connection.close()


def damage(connection: sqlite3.Connection) -> list[str]:
    """The same on an open connection, of the right schema. Raises sqlite3.Error."""
    told = [text for (text,) in connection.execute("pragma integrity_check").fetchall() if text != "ok"]
    pages = [line for text in told for line in text.splitlines() if not line.startswith("***")]
    return pages + [text for check in CHECKS.values() for (text,) in connection.execute(check).fetchall()]
