"""Brings a database to the schema of this version: numbered SQL files, each applied once, whole or not at all."""

from __future__ import annotations

from pathlib import Path

from proffer.store import contacts_moved, word_rows
from proffer.store.postgres.connection import Connection, connect, port_error, settings_of_the_writer
from proffer.store.postgres.joined import WRITE
from proffer.store.postgres.node_lock import take_lock
from proffer.store.postgres.options import PostgresOptions
from proffer.store.refusals import SchemaTooNew

__all__ = ["bring_up_to_date", "known_version", "schema_version", "upgrade"]

FOLDER = Path(__file__).with_name("migrations")

SCHEMA_VERSION_TABLE = "create table if not exists schema_version (version integer primary key, name text not null)"


async def upgrade(options: PostgresOptions) -> int:
    """Makes the tables or brings them up to date, and returns the schema version. No server may have them open.

    Raises DatabaseInUse, SchemaTooNew, StoreDown.
    """
    connection = await connect(options, settings_of_the_writer(options, "upgrade"))
    try:
        await take_lock(connection, options)
        return await bring_up_to_date(connection)
    finally:
        await connection.close()


async def bring_up_to_date(connection: Connection) -> int:
    """Applies the migrations that are missing, in order, each in a transaction with its row in schema_version."""
    try:
        await connection.execute(f"set client_min_messages = warning; {SCHEMA_VERSION_TABLE}")
        version = await schema_version(connection)
        if version > known_version():
            raise SchemaTooNew(f"the database has schema {version}, this version of Proffer knows {known_version()}")
        for number, (name, text) in _migrations().items():
            if number > version:
                await _apply(connection, number, name, text)
        return await schema_version(connection)
    except SchemaTooNew:
        raise
    except Exception as trouble:
        raise port_error(trouble) from trouble


async def schema_version(connection: Connection) -> int:
    """The number of the last migration applied; 0 when there is none."""
    return int(await connection.fetchval("select coalesce(max(version), 0) from schema_version"))


def known_version() -> int:
    """The schema this version of Proffer works with."""
    return max(_migrations())


def _migrations() -> dict[int, tuple[str, str]]:
    """Number → name and text."""
    files = sorted(FOLDER.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    return {int(file.name[:4]): (file.stem[5:], file.read_text(encoding="utf-8")) for file in files}


async def _apply(connection: Connection, number: int, name: str, text: str) -> None:
    async with connection.transaction():
        await connection.execute("set local statement_timeout = 0")
        await connection.execute(text)
        if name == contacts_moved.MIGRATION:
            await _move_contacts(connection)
        if name == word_rows.MIGRATION:
            await _find_words(connection)
        await connection.execute("insert into schema_version (version, name) values ($1, $2)", number, name)


async def _move_contacts(connection: Connection) -> None:
    cursor = await connection.cursor("select body from record where kind = 'contact'")
    while rows := await cursor.fetch(contacts_moved.CONTACTS_AT_ONCE):
        contacts, terms = contacts_moved.moved(body for (body,) in rows)
        for name, values in (("insert_contact", contacts), ("insert_contact_term", terms)):
            await connection.execute(WRITE[name], *(list(column) for column in zip(*values, strict=True)))
    await connection.execute("delete from record where kind = 'contact'")


async def _find_words(connection: Connection) -> None:
    cursor = await connection.cursor(
        "select email.body, content.body from email left join content on content.id = email.id"
        " order by email.arrived_at, email.id"
    )
    while rows := await cursor.fetch(word_rows.EMAILS_AT_ONCE):
        columns = zip(*word_rows.backfill(map(tuple, rows)), strict=True)
        await connection.execute(WRITE["insert_words"], *(list(column) for column in columns))
