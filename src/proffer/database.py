"""The database that the settings name, opened, upgraded and inspected: SQLite in the data directory, or PostgreSQL."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from proffer.config import Settings
from proffer.engine.ports import Store, StoreDown
from proffer.store.inspection import Inspection
from proffer.store.postgres.url import without_password
from proffer.store.refusals import DatabaseInUse, SchemaTooNew

__all__ = ["DatabaseInUse", "DatabaseNotOpened", "described", "is_there", "open_inspection", "open_store", "upgrade"]


class DatabaseNotOpened(Exception):  # noqa: N818 - what is the case
    """It cannot be used; the message says which and why, without a password."""


def described(settings: Settings) -> str:
    """Which one it is, for people: a path, or a URL without its password."""
    url = settings.database.url
    return without_password(url) if url else str(settings.database_path)


def is_there(settings: Settings) -> bool:
    """Whether somebody made it before. Of a server one can only know by asking it: true."""
    return bool(settings.database.url) or settings.database_path.exists()


async def open_store(settings: Settings, now: Callable[[], int]) -> Store:
    """For the one process that writes; makes what is missing. Raises DatabaseInUse, DatabaseNotOpened."""
    node, id_prefix = settings.server.node, settings.server.id_prefix
    with _said_plainly(settings):
        if settings.database.url:
            from proffer.store.postgres.store import PostgresStore

            return await PostgresStore.open(
                settings.database,
                node=node,
                id_prefix=id_prefix,
                clock=now,
                changes_waiting_max=settings.store.changes_waiting_max,
                changes_per_group_max=settings.store.changes_per_group_max,
            )
        from proffer.store.sqlite import SqliteStore

        settings.data_directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        return await SqliteStore.open(
            settings.database_path, node=node, id_prefix=id_prefix, clock=now, options=settings.store
        )
    raise AssertionError("unreachable")


def upgrade(settings: Settings) -> int:
    """Makes it or brings it up to date; the version of its schema. Raises DatabaseInUse, DatabaseNotOpened."""
    with _said_plainly(settings):
        if settings.database.url:
            from proffer.store.postgres import migrate

            return asyncio.run(migrate.upgrade(settings.database))
        from proffer.store import sqlite

        settings.data_directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        return sqlite.upgrade(settings.database_path)
    raise AssertionError("unreachable")


async def open_inspection(settings: Settings) -> Inspection:
    """For an audit; it only reads. Raises DatabaseNotOpened, Unreadable."""
    with _said_plainly(settings):
        if settings.database.url:
            from proffer.store.postgres.inspection import PostgresInspection

            return await PostgresInspection.open(settings.database)
        from proffer.store.sqlite import SqliteInspection

        return SqliteInspection(settings.database_path)
    raise AssertionError("unreachable")


@contextmanager
def _said_plainly(settings: Settings) -> Iterator[None]:
    """Whatever a database complains about, as one kind of exception. DatabaseInUse names its database already."""
    try:
        yield
    except StoreDown as down:
        raise DatabaseNotOpened(str(down)) from None
    except (SchemaTooNew, ValueError, sqlite3.Error, OSError) as trouble:
        raise DatabaseNotOpened(f"{described(settings)}: {trouble}") from None
