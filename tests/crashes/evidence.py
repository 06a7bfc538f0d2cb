"""What is left on disk, read past the server: records and journal out of the database, original messages as files."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from proffer.audit import WRONG, Audit
from proffer.store.inspection import Inspection
from proffer.store.sqlite import SqliteInspection

Json = dict[str, Any]

EMAILS = "select id, body from email"
UNFINISHED = "select body from email where finished_at is null"
LOGINS = "select id, body from login"
BLOBS = "select id, blob from content where blob is not null"
JOURNAL = "select node, number, position, type, email, agent, body from journal order by node, number, position"


@dataclass(frozen=True)
class Row:
    """One event of the journal."""

    node: str
    number: int
    position: int
    type: str
    email: str | None
    agent: str | None  # user id
    body: str


@dataclass(frozen=True)
class Evidence:
    """Everything at one moment. Keys of `emails` and `blobs` are email ids, of `logins` user ids."""

    emails: dict[str, Json]
    logins: dict[str, Json]
    journal: list[Row]
    blobs: dict[str, Path]
    faults: list[str]  # what `proffer db check` finds


class Source(Protocol):
    """One installation's database."""

    async def read(self, *, dead: bool) -> Evidence:
        """All of it; `dead`: after a kill, as the kill left it."""

    async def open_records(self) -> tuple[list[Json], list[Json]]:
        """Unfinished emails and all logins, while the server works."""


class SqliteSource:
    """A dead database is copied first: looking at it must not mend it for the next start."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._path = data / "proffer.db"

    async def read(self, *, dead: bool) -> Evidence:
        if not dead:
            return await self._all(self._path)
        with tempfile.TemporaryDirectory(prefix="proffer-evidence-") as folder:
            for name in ("proffer.db", "proffer.db-wal"):
                if (self._data / name).exists():
                    shutil.copy(self._data / name, folder)
            return await self._all(Path(folder) / "proffer.db")

    async def open_records(self) -> tuple[list[Json], list[Json]]:
        with closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)) as database:
            emails = database.execute(UNFINISHED).fetchall()
            logins = database.execute(LOGINS).fetchall()
        return [json.loads(body) for (body,) in emails], [json.loads(body) for _, body in logins]

    async def _all(self, path: Path) -> Evidence:
        faults = await faults_in(SqliteInspection(path))
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            database.execute("begin")
            emails = {id_: json.loads(body) for id_, body in database.execute(EMAILS)}
            logins = {id_: json.loads(body) for id_, body in database.execute(LOGINS)}
            named = database.execute(BLOBS).fetchall()
            journal = [Row(*row) for row in database.execute(JOURNAL)]
        return Evidence(emails, logins, journal, blob_paths(self._data, dict(named)), faults)


async def faults_in(inspection: Inspection) -> list[str]:
    """What an audit of a database finds wrong; files are looked at elsewhere."""
    try:
        return [str(finding) async for finding in Audit(inspection).findings() if finding.severity == WRONG]
    finally:
        await inspection.close()


def blob_paths(data: Path, named: dict[str, str]) -> dict[str, Path]:
    """Where the original of each email lies."""
    return {email: data / "blobs" / name[0] / name[1] / name for email, name in named.items()}
