"""A desk for every test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.edges.api.desk import Desk


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    opened = await Desk.open()
    yield opened
    await opened.close()
