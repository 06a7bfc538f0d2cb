"""Reads a whole database and says what is wrong with it."""

from __future__ import annotations

from pathlib import Path

from proffer.engine.ports import BrokenInvariant
from proffer.store.postgres.connection import Connection, connect, port_error, settings_of_a_reader
from proffer.store.postgres.migrate import known_version, schema_version
from proffer.store.postgres.options import PostgresOptions
from proffer.store.postgres.url import without_password
from proffer.store.sql_file import named_statements

__all__ = ["check"]

CHECKS = named_statements(Path(__file__).with_name("check.sql"))


async def check(options: PostgresOptions) -> list[str]:
    """One line for each thing that is wrong; empty when all is well. It only reads; a server may be running.

    Raises StoreDown when it cannot be asked.
    """
    connection = await connect(options, settings_of_a_reader(options, "check") | {"statement_timeout": "0"})
    try:
        async with connection.transaction(isolation="repeatable_read"):
            return await _wrong_with(connection)
    except Exception as trouble:
        error = port_error(trouble)
        if isinstance(error, BrokenInvariant):
            return [f"{without_password(options.url)}: {trouble}"]
        raise error from trouble
    finally:
        await connection.close()


async def _wrong_with(connection: Connection) -> list[str]:
    version = 0
    if await connection.fetchval("select to_regclass('schema_version') is not null"):
        version = await schema_version(connection)
    if version != known_version():
        return [f"schema {version}, this version of Proffer works with {known_version()}: run the upgrade"]
    return [text for check in CHECKS.values() for (text,) in await connection.fetch(check)]
