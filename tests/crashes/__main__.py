"""python -m tests.crashes --kills 50 --seed 1: kill the server so many times and say what was lost, doubled, stuck."""

from __future__ import annotations

import argparse
import asyncio
import sys

from tests.crashes.databases import DATABASES
from tests.crashes.run import Plan, run


def main() -> None:
    parser = argparse.ArgumentParser(prog="./dev crash", description=__doc__)
    parser.add_argument("--database", choices=list(DATABASES), default="sqlite")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1, help="of the first data directory; the next one has the next")
    parser.add_argument("--per-directory", type=int, default=10, help="kills that one data directory lives through")
    parser.add_argument("--npm", action="store_true", help="two of the agents use npm cometd (./dev test installs it)")
    chosen = parser.parse_args()
    plan = Plan(chosen.database, chosen.kills, chosen.seed, chosen.per_directory, chosen.npm)
    outcome = asyncio.run(run(plan, _say))
    sys.exit(1 if outcome.complaints else 0)


def _say(line: str) -> None:
    print(line, flush=True)


main()
