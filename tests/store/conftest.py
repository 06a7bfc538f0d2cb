"""Every test that asks for `installation` or `store` runs once for each database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.store.installations import DATABASES, INSTALLATIONS, Installation, SqliteInstallation


@pytest.fixture(params=DATABASES)
async def installation(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Installation]:
    made = INSTALLATIONS[request.param](tmp_path)
    yield made
    await made.close()


@pytest.fixture
async def store(installation: Installation) -> Any:
    return await installation.open()


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[SqliteInstallation]:
    made = SqliteInstallation(tmp_path)
    yield made
    await made.close()
