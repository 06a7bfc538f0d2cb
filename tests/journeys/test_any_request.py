"""Whatever a client sends, well-formed or not: no answer is a 5xx, and each is as the API document declares it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.journeys.running import running

pytest.importorskip("schemathesis", reason="schemathesis is not installed")

SEED = 20_261
SECONDS = 25.0
HOUR_SECONDS = 3_600.0


@pytest.mark.slow
def test_made_up_requests_are_answered_as_declared(tmp_path: Path) -> None:
    ask(tmp_path, SECONDS, SEED)


@pytest.mark.long
def test_an_hour_of_made_up_requests(tmp_path: Path) -> None:
    ask(tmp_path, HOUR_SECONDS, int(time.time()))


def ask(folder: Path, seconds: float, seed: int) -> None:
    """ANY_REQUEST_SEED takes the place of the seed, to see again what was printed."""
    from tests.journeys.any_requests import Asker

    with running(folder / "data") as server:
        account = Asker(server, int(os.environ.get("ANY_REQUEST_SEED", seed))).run(seconds)
        print(account)
        log = (server.data / "server.log").read_text()
    assert account.asked > seconds, "hardly anything was asked"
    assert not account.complaints, str(account)
    assert "request_failed" not in log, [line for line in log.splitlines() if "request_failed" in line][:5]
