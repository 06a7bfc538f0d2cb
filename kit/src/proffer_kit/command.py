"""`proffer-kit`: checks a server and writes a report. Ends with 0 if every promise that was checked is kept."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from proffer_kit.checks import PROMISES
from proffer_kit.run import BROKEN, KEPT, SKIPPED, Outcome, run
from proffer_kit.site import Settings

AGENT_HELP = (
    "an agent that may be used; twice. Both must serve the queue that mail to --mailbox enters, and have nothing in"
    " hand that matters: it is completed"
)
SIGNS = {KEPT: "kept   ", BROKEN: "BROKEN ", SKIPPED: "skipped"}


def main(arguments: Sequence[str] | None = None) -> int:
    """See --help."""
    asked = _parser().parse_args(arguments)
    chosen = [one for one in PROMISES if not asked.only or one.section.startswith(tuple(asked.only))]
    if asked.list:
        for promise in chosen:
            print(f"{promise.section:7} {promise.origin:10} {promise.title}")
        return 0
    if len(asked.agent or ()) != 2 or not asked.url:
        print("proffer-kit: give --url and --agent NAME:PASSWORD twice", file=sys.stderr)
        return 2
    settings = Settings(
        url=asked.url,
        agents=(_pair(asked.agent[0]), _pair(asked.agent[1])),
        smtp=None if asked.smtp is None else (asked.smtp.rpartition(":")[0], int(asked.smtp.rpartition(":")[2])),
        mailbox=asked.mailbox,
        outbound_queue=asked.outbound_queue,
    )
    outcomes = run(settings, chosen, without_ours=asked.without_ours, each=_tell)
    counts = Counter(outcome.result for outcome in outcomes)
    print(f"\n{counts[KEPT]} kept, {counts[BROKEN]} broken, {counts[SKIPPED]} skipped")
    if asked.report:
        Path(asked.report).write_text(json.dumps([_as_json(one) for one in outcomes], indent=1), encoding="utf-8")
    return 1 if counts[BROKEN] or not counts[KEPT] else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="proffer-kit", description=__doc__)
    parser.add_argument("--url", help="where the server is, as http://127.0.0.1:8080")
    parser.add_argument(
        "--agent",
        action="append",
        metavar="NAME:PASSWORD",
        help=AGENT_HELP,
    )
    parser.add_argument("--smtp", metavar="HOST:PORT", help="where mail is sent in; without it much is skipped")
    parser.add_argument("--mailbox", default="", help="the address it is sent to")
    parser.add_argument("--outbound-queue", default="", help="the name of a queue for outbound mail")
    parser.add_argument("--without-ours", action="store_true", help="skip what is a decision of Proffer's own")
    parser.add_argument("--only", action="append", metavar="SECTION", help="sections that begin so; can be repeated")
    parser.add_argument("--report", metavar="FILE", help="write a report as JSON, too")
    parser.add_argument("--list", action="store_true", help="only list the promises")
    return parser


def _pair(text: str) -> tuple[str, str]:
    name, _, password = text.partition(":")
    return name, password


def _tell(outcome: Outcome) -> None:
    promise = outcome.promise
    print(f"{SIGNS[outcome.result]} {promise.section:7} {promise.title}", flush=True)
    if outcome.why:
        print(f"        {outcome.why}")
    for exchange in outcome.exchanges[-4:]:
        print(f"        {exchange}")


def _as_json(outcome: Outcome) -> dict[str, Any]:
    promise = outcome.promise
    return {
        "section": promise.section,
        "origin": promise.origin,
        "title": promise.title,
        "result": outcome.result,
        "seconds": round(outcome.seconds, 3),
        "why": outcome.why,
        "exchanges": list(outcome.exchanges),
    }


if __name__ == "__main__":
    sys.exit(main())
