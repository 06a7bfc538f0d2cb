"""The databases a run can be about: where a new one is, and how it is read past the server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests import postgres
from tests.crashes.evidence import Source, SqliteSource
from tests.crashes.evidence_postgres import PostgresSource


def sqlite(folder: Path) -> tuple[str, Source]:
    """The one in the data directory."""
    return "", SqliteSource(folder / "data")


def on_postgres(folder: Path) -> tuple[str, Source]:
    """A new one in the server that this process starts once."""
    cluster = postgres.shared()
    url = cluster.url(cluster.new_database())
    return url, PostgresSource(folder / "data", url)


DATABASES: dict[str, Callable[[Path], tuple[str, Source]]] = {"sqlite": sqlite, "postgres": on_postgres}
