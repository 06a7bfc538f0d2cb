"""kill -9 of the whole server, fifty times: what was answered is true afterwards, and nothing waits in vain."""

from __future__ import annotations

import pytest

from tests.crashes.run import run

KILLS = 50
SEED = 20_261


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite"])
async def test_fifty_kills_lose_nothing_double_nothing_and_block_nothing(database: str) -> None:
    outcome = await run(database, KILLS, SEED, per_directory=10, say=print)
    assert outcome.complaints == []
    assert outcome.kills == KILLS
