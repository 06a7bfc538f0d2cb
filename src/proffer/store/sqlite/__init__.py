"""The embedded store: one SQLite file, one process that writes it, nothing to set up."""

from proffer.store.sqlite.check import check
from proffer.store.sqlite.inspection import SqliteInspection
from proffer.store.sqlite.migrate import upgrade
from proffer.store.sqlite.options import SqliteOptions
from proffer.store.sqlite.store import SqliteStore

__all__ = ["SqliteInspection", "SqliteOptions", "SqliteStore", "check", "upgrade"]
