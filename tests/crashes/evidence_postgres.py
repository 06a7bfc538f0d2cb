"""The same evidence out of PostgreSQL, on a connection of its own."""

from __future__ import annotations

import json
from pathlib import Path

import asyncpg

from proffer.store.postgres.inspection import PostgresInspection
from proffer.store.postgres.options import PostgresOptions
from tests.crashes.evidence import (
    BLOBS,
    EMAILS,
    JOURNAL,
    LOGINS,
    UNFINISHED,
    Evidence,
    Json,
    Row,
    blob_paths,
    faults_in,
)


class PostgresSource:
    """A killed server may leave a transaction that PostgreSQL has not given up yet; what is read is committed."""

    def __init__(self, data: Path, url: str) -> None:
        self._data = data
        self._url = url

    async def read(self, *, dead: bool) -> Evidence:
        faults = await faults_in(await PostgresInspection.open(PostgresOptions(url=self._url)))
        connection = await asyncpg.connect(self._url)
        try:
            async with connection.transaction(isolation="repeatable_read"):
                emails = {id_: json.loads(body) for id_, body in await connection.fetch(EMAILS)}
                logins = {id_: json.loads(body) for id_, body in await connection.fetch(LOGINS)}
                named = dict(await connection.fetch(BLOBS))
                journal = [Row(*row) for row in await connection.fetch(JOURNAL)]
        finally:
            await connection.close()
        return Evidence(emails, logins, journal, blob_paths(self._data, named), faults)

    async def open_records(self) -> tuple[list[Json], list[Json]]:
        connection = await asyncpg.connect(self._url)
        try:
            emails = [json.loads(body) for (body,) in await connection.fetch(UNFINISHED)]
            return emails, [json.loads(body) for _, body in await connection.fetch(LOGINS)]
        finally:
            await connection.close()
