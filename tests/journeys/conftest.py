"""What journeys share: a database of each kind; for those on the page one Chromium, and a server each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import postgres
from tests.journeys.running import Server, running

if TYPE_CHECKING:
    from playwright.sync_api import Browser

POSTGRES = pytest.param(
    "postgres", marks=pytest.mark.skipif(postgres.why_not() is not None, reason=str(postgres.why_not()))
)


@pytest.fixture(params=["sqlite", POSTGRES])
def database(request: pytest.FixtureRequest) -> list[str]:
    """The options of a server on a new database of this kind."""
    if request.param == "sqlite":
        return []
    cluster = postgres.shared()
    return ["--database", cluster.url(cluster.new_database())]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from tests.journeys.browsing import chromium  # late: a machine may have no playwright

    with chromium() as one:
        yield one


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with running(tmp_path / "data") as one:
        yield one
