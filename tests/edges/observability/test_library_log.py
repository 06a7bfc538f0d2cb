"""What libraries say through `logging` stands in the one log, in its form."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from typing import Any

import pytest

from proffer.observability.library_log import LibraryLog
from proffer.observability.log import LineLog
from tests.cast import Hands


class Heard:
    """A logger of a library, and the lines that came of it."""

    def __init__(self) -> None:
        self.out = io.StringIO()
        self.logger = logging.Logger("some.library")
        self.logger.addHandler(LibraryLog(LineLog(Hands(), as_json=True, stream=self.out), asyncio.get_running_loop()))

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.getvalue().splitlines()]


@pytest.fixture
async def heard() -> Heard:
    return Heard()


async def turns() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


async def test_a_warning_is_a_line_that_says_where_it_comes_from(heard: Heard) -> None:
    heard.logger.warning("gone for %d s", 3)
    heard.logger.info("all is well")
    await turns()
    (line,) = heard.lines
    assert (line["level"], line["from"], line["said"]) == ("warning", "some.library", "gone for 3 s")


async def test_a_thread_may_warn_too(heard: Heard) -> None:
    await asyncio.to_thread(heard.logger.warning, "from a thread")
    await turns()
    assert [line["said"] for line in heard.lines] == ["from a thread"]


async def test_what_is_critical_is_written_before_anything_else_happens(heard: Heard) -> None:
    heard.logger.critical("first line\nsecond line")
    assert [line["said"] for line in heard.lines] == ["first line\nsecond line"]


async def test_an_exception_brings_its_trace(heard: Heard) -> None:
    try:
        raise ValueError("odd")
    except ValueError:
        heard.logger.exception("failed")
    await turns()
    assert "ValueError: odd" in heard.lines[0]["trace"]


async def test_a_line_that_cannot_be_put_together_stops_nobody(heard: Heard) -> None:
    raised, logging.raiseExceptions = logging.raiseExceptions, False
    try:
        heard.logger.warning("%d", "no number")
    finally:
        logging.raiseExceptions = raised
    await turns()
    assert heard.lines == []
