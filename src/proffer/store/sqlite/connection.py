"""Opens connections to the database file: one that writes, and those that only read."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from proffer.engine.ports import BrokenInvariant, StoreDown
from proffer.store.sqlite.options import SqliteOptions

__all__ = ["maintaining", "port_error", "reading", "writing"]

STATEMENTS_KEPT = 128  # prepared statements per connection; there are fewer


def writing(path: Path, options: SqliteOptions) -> sqlite3.Connection:
    """Transactions are begun and ended by hand; every commit is synced; checkpoints are made elsewhere.

    A new file is for this user's eyes only, and so are the files SQLite puts beside it. Called under the lock file:
    opening and closing the database by other means would drop the locks of a connection that is open.
    """
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    connection = _connect(f"file:{_quoted(path)}?mode=rwc", options)
    for pragma in (
        "journal_mode = wal",
        "synchronous = full",
        "wal_autocheckpoint = 0",
        f"cache_size = -{options.writer_cache_kib}",
        "temp_store = memory",
    ):
        connection.execute(f"pragma {pragma}").fetchall()
    return connection


def reading(path: Path, options: SqliteOptions) -> sqlite3.Connection:
    """Sees what is committed when a statement begins. It cannot write."""
    connection = _connect(f"file:{_quoted(path)}?mode=ro", options)
    for pragma in (
        "query_only = on",
        f"cache_size = -{options.reader_cache_kib}",
        f"mmap_size = {options.mmap_bytes}",
        "temp_store = memory",
    ):
        connection.execute(f"pragma {pragma}").fetchall()
    return connection


def maintaining(path: Path, options: SqliteOptions) -> sqlite3.Connection:
    """For checkpoints: it never waits for a lock, there is always a next time."""
    connection = _connect(f"file:{_quoted(path)}?mode=rw", options)
    for pragma in ("busy_timeout = 0", "synchronous = full", "wal_autocheckpoint = 0"):
        connection.execute(f"pragma {pragma}").fetchall()
    return connection


def port_error(trouble: Exception) -> Exception:
    """The port's word for what sqlite3 raised: the database failed, or what it was given breaks a rule."""
    if isinstance(trouble, StoreDown | BrokenInvariant):
        return trouble
    if isinstance(trouble, sqlite3.OperationalError) or type(trouble) is sqlite3.DatabaseError:
        error: Exception = StoreDown(f"{getattr(trouble, 'sqlite_errorname', 'SQLite')}: {trouble}")
    else:
        error = BrokenInvariant(f"{type(trouble).__name__}: {trouble}")
    error.__cause__ = trouble
    return error


def _connect(uri: str, options: SqliteOptions) -> sqlite3.Connection:
    return sqlite3.connect(
        uri,
        uri=True,
        timeout=options.busy_timeout_ms / 1000,
        isolation_level=None,
        check_same_thread=False,  # the writer commits in a thread of its own; never two at once
        cached_statements=STATEMENTS_KEPT,
    )


def _quoted(path: Path) -> str:
    return str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
