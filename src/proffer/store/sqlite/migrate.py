"""Brings a database file to the schema of this version: numbered SQL files, each applied once, whole or not at all."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from proffer.store import contacts_moved, word_rows
from proffer.store.refusals import SchemaTooNew
from proffer.store.sql_file import named_statements
from proffer.store.sqlite.connection import writing
from proffer.store.sqlite.lock_file import LockFile
from proffer.store.sqlite.options import SqliteOptions

__all__ = ["bring_up_to_date", "known_version", "schema_version", "upgrade"]

FOLDER = Path(__file__).with_name("migrations")
WRITE = named_statements(Path(__file__).with_name("write.sql"))

SCHEMA_VERSION_TABLE = "create table if not exists schema_version (version integer primary key, name text not null)"


def upgrade(path: Path) -> int:
    """Creates the database or brings it up to date, and returns its schema version. No server may have it open."""
    lock = LockFile(path)
    try:
        connection = writing(path, SqliteOptions())
        try:
            return bring_up_to_date(connection)
        finally:
            connection.close()
    finally:
        lock.release()


def bring_up_to_date(connection: sqlite3.Connection) -> int:
    """Applies the migrations that are missing, in order, each in a transaction with its row in schema_version."""
    connection.execute(SCHEMA_VERSION_TABLE)
    version = schema_version(connection)
    if version > known_version():
        raise SchemaTooNew(f"the database has schema {version}, this version of Proffer knows {known_version()}")
    for number, file in _migrations().items():
        if number > version:
            _apply(connection, number, file)
    return schema_version(connection)


def schema_version(connection: sqlite3.Connection) -> int:
    """The number of the last migration applied; 0 when there is none."""
    rows = connection.execute("select coalesce(max(version), 0) from schema_version").fetchall()
    return int(rows[0][0])


def known_version() -> int:
    """The schema this version of Proffer works with."""
    return max(_migrations())


def _migrations() -> dict[int, Path]:
    files = sorted(FOLDER.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    return {int(file.name[:4]): file for file in files}


def _apply(connection: sqlite3.Connection, number: int, file: Path) -> None:
    name = file.stem[5:]
    try:
        connection.executescript(f"begin immediate;\n{file.read_text(encoding='utf-8')}")
        if name == contacts_moved.MIGRATION:
            _move_contacts(connection)
        if name == word_rows.MIGRATION:
            _find_words(connection)
        connection.execute("insert into schema_version (version, name) values (?, ?)", (number, name))
        connection.execute("commit")
    except BaseException:
        if connection.in_transaction:
            connection.execute("rollback")
        raise


def _move_contacts(connection: sqlite3.Connection) -> None:
    cursor = connection.execute("select body from record where kind = 'contact'")
    while rows := cursor.fetchmany(contacts_moved.CONTACTS_AT_ONCE):
        contacts, terms = contacts_moved.moved(body for (body,) in rows)
        connection.executemany(WRITE["insert_contact"], contacts)
        connection.executemany(WRITE["insert_contact_term"], terms)
    connection.execute("delete from record where kind = 'contact'")


def _find_words(connection: sqlite3.Connection) -> None:
    cursor = connection.execute(
        "select email.body, content.body from email left join content on content.id = email.id"
        " order by email.arrived_at, email.id"
    )
    while rows := cursor.fetchmany(word_rows.EMAILS_AT_ONCE):
        connection.executemany(WRITE["insert_words"], word_rows.backfill(rows))
