"""A run: chapters of kills, one data directory each, told line by line, with the words that repeat what failed."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.crashes.chapter import Chapter
from tests.crashes.databases import DATABASES
from tests.crashes.installation import prepare
from tests.crashes.process import Process

COMPLAINTS_SHOWN_MAX = 20


@dataclass
class Outcome:
    """`complaints` begin with one of the words lost, doubled, stuck, untrue."""

    kills: int = 0
    complaints: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        words = Counter(complaint.partition(":")[0] for complaint in self.complaints)
        counts = ", ".join(f"{words.pop(word, 0)} {word}" for word in ("lost", "doubled", "stuck"))
        rest = "".join(f", {count} {word}" for word, count in words.items())
        return f"{self.kills} kills, {counts}{rest}"


async def run(database: str, kills: int, seed: int, *, per_directory: int, say: Callable[[str], None]) -> Outcome:
    """Stops after the first chapter in which something was wrong."""
    outcome = Outcome()
    while outcome.kills < kills and not outcome.complaints:
        number = min(per_directory, kills - outcome.kills)
        say(f"{database}, seed {seed}")
        folder = tempfile.mkdtemp(prefix="proffer-crashes-")
        await _chapter(database, Path(folder), number, seed, outcome, say)
        if not outcome.complaints:
            shutil.rmtree(folder)
        else:
            say(f"left for a look: {folder}")
            say(f"again: python -m tests.crashes --database {database} --seed {seed} --kills {number}")
        seed += 1
    say(str(outcome))
    return outcome


async def _chapter(
    database: str, folder: Path, kills: int, seed: int, outcome: Outcome, say: Callable[[str], None]
) -> None:
    url, source = DATABASES[database](folder)
    ids = await asyncio.to_thread(prepare, folder, url)
    chapter = Chapter(Process(folder), source, ids, seed)
    try:
        complaints = await _kills(chapter, kills, outcome, say)
    except (AssertionError, OSError) as error:  # the server does not start, does not answer, says something else
        complaints = [f"untrue: {type(error).__name__} {error}", *traceback.format_exc().splitlines()[-6:]]
    finally:
        await chapter.abandon()
    outcome.complaints += complaints
    for complaint in complaints[:COMPLAINTS_SHOWN_MAX]:
        say(f"    {complaint}")


async def _kills(chapter: Chapter, kills: int, outcome: Outcome, say: Callable[[str], None]) -> list[str]:
    """What was wrong after the first kill after which anything was."""
    await chapter.begin()
    for number in range(1, kills + 1):
        line, complaints = await chapter.kill_once()
        outcome.kills += 1
        say(f"kill {outcome.kills} ({number}): {line}")
        if complaints:
            return complaints
    return await chapter.end()
