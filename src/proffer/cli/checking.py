"""`proffer db check`: prints each thing that is wrong as it is found, and how far the reading has come."""

from __future__ import annotations

import asyncio
import json
import sys
import time

from proffer.audit import WRONG, Audit, Finding, unreadable
from proffer.cli.failure import OUT_OF_REACH, Failed
from proffer.config import Settings
from proffer.database import DatabaseNotOpened, is_there, open_inspection
from proffer.store.inspection import Unreadable

PROGRESS_SECONDS = 0.5
CLEAR = "\r\x1b[K"


def check_database(settings: Settings, *, blobs: bool, as_json: bool) -> None:
    """Reads everything. Raises Failed if anything is wrong."""
    if not is_there(settings):
        raise Failed(f"there is no database in {settings.data_directory}; see --data", code=OUT_OF_REACH)
    printer = Printer(as_json=as_json)
    well = asyncio.run(_audited(settings, printer, blobs=blobs))
    printer.end()
    if not well:
        raise Failed()


async def _audited(settings: Settings, printer: Printer, *, blobs: bool) -> bool:
    try:
        inspection = await open_inspection(settings)
    except DatabaseNotOpened as trouble:
        raise Failed(str(trouble), code=OUT_OF_REACH) from None
    except Unreadable as trouble:
        printer.show(unreadable(trouble))
        return False
    try:
        audit = Audit(inspection, settings.data_directory if blobs else None, printer.progress)
        async for finding in audit.findings():
            printer.show(finding)
    finally:
        await inspection.close()
    printer.sum_up(audit, blobs=blobs)
    return not audit.wrong


class Printer:
    """Findings go to the output, one a line or as a JSON array; progress to a terminal's error output, in one line."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._shown = 0
        self._live = sys.stderr.isatty()
        self._told_at = 0.0

    def show(self, finding: Finding) -> None:
        self._clear()
        if self._as_json:
            import msgspec

            print(",\n" if self._shown else "[", msgspec.json.encode(finding).decode(), sep="", end="", flush=True)
        else:
            print(finding if finding.severity == WRONG else f"note: {finding}", flush=True)
        self._shown += 1

    def progress(self, what: str, done: int, total: int) -> None:
        """At most twice a second."""
        now = time.monotonic()
        if self._live and now - self._told_at >= PROGRESS_SECONDS:
            self._told_at = now
            far = f" {done:,} of {total:,}" if total else ""
            print(f"{CLEAR}reading {what}{far} …", end="", file=sys.stderr, flush=True)

    def sum_up(self, audit: Audit, *, blobs: bool) -> None:
        """For people: what was read and how it is."""
        self._clear()
        wrong = f"{_count(audit.wrong, 'thing')} wrong" if audit.wrong else "all is well"
        read = f"{_count(audit.counts.get('email', 0), 'email')}, {_count(audit.counts.get('journal', 0), 'event')}"
        if not self._as_json:
            print(f"Read {read}{'' if blobs else ', no files'}: {wrong}.")

    def end(self) -> None:
        """After everything."""
        self._clear()
        if self._as_json:
            print("]" if self._shown else json.dumps([]))

    def _clear(self) -> None:
        if self._live:
            print(CLEAR, end="", file=sys.stderr, flush=True)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
