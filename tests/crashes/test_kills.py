"""kill -9 of the whole server, fifty times: what was answered is true afterwards, and nothing waits in vain."""

from __future__ import annotations

import pytest

from tests import postgres
from tests.crashes.run import Plan, run
from tests.journeys.running import why_not

KILLS = 50
SEED = 20_261
POSTGRES = [pytest.mark.interop, pytest.mark.skipif(postgres.why_not() is not None, reason=str(postgres.why_not()))]


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=POSTGRES)])
async def test_fifty_kills_lose_nothing_double_nothing_and_block_nothing(database: str) -> None:
    outcome = await run(Plan(database, KILLS, SEED), print)
    assert outcome.complaints == []
    assert outcome.kills == KILLS


@pytest.mark.interop
@pytest.mark.skipif(why_not() is not None, reason=str(why_not()))
async def test_the_client_from_npm_finds_its_way_back_too() -> None:
    outcome = await run(Plan("sqlite", 5, SEED, npm=True), print)
    assert outcome.complaints == []
