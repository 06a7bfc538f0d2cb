"""A run: chapters of kills, one data directory each, told line by line, with the words that repeat what failed."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
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


@dataclass(frozen=True)
class Plan:
    """What to do: `kills` on a database, so many per data directory, drawn from `seed` and those after it."""

    database: str
    kills: int
    seed: int
    per_directory: int = 10
    npm: bool = False  # two of the agents have npm cometd as their client

    def command(self) -> str:
        """What does the same by hand."""
        words = f"python -m tests.crashes --database {self.database} --seed {self.seed} --kills {self.kills}"
        return f"{words} --per-directory {self.per_directory}" + (" --npm" if self.npm else "")


async def run(plan: Plan, say: Callable[[str], None]) -> Outcome:
    """Stops after the first data directory in which something was wrong."""
    outcome, seed = Outcome(), plan.seed
    while outcome.kills < plan.kills and not outcome.complaints:
        part = replace(plan, seed=seed, kills=min(plan.per_directory, plan.kills - outcome.kills))
        folder = tempfile.mkdtemp(prefix="proffer-crashes-")
        await _in_one_directory(part, Path(folder), outcome, say)
        if not outcome.complaints:
            shutil.rmtree(folder)
        else:
            say(f"left for a look: {folder}")
            say(f"again: {part.command()}")
        seed += 1
    say(str(outcome))
    return outcome


async def _in_one_directory(plan: Plan, folder: Path, outcome: Outcome, say: Callable[[str], None]) -> None:
    url, source = DATABASES[plan.database](folder)
    ids = await asyncio.to_thread(prepare, folder, url)
    chapter = Chapter(Process(folder), source, ids, plan.seed, npm=plan.npm)
    try:
        complaints = await _kills(chapter, plan, outcome, say)
    except (AssertionError, OSError) as error:  # the server does not start, does not answer, says something else
        complaints = [f"untrue: {type(error).__name__} {error}"]
        say(traceback.format_exc())
    finally:
        await chapter.abandon()
    outcome.complaints += complaints
    for complaint in complaints[:COMPLAINTS_SHOWN_MAX]:
        say(f"    {complaint}")


async def _kills(chapter: Chapter, plan: Plan, outcome: Outcome, say: Callable[[str], None]) -> list[str]:
    """What was wrong after the first kill after which anything was."""
    await chapter.begin()
    for number in range(1, plan.kills + 1):
        line, complaints = await chapter.kill_once()
        outcome.kills += 1
        say(f"kill {outcome.kills}, seed {plan.seed} no. {number}: {line}")
        if complaints:
            return complaints
    return await chapter.end()
