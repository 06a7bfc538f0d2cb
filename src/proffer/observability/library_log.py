"""Brings what libraries and the store say through `logging` into the one log, in its form."""

from __future__ import annotations

import asyncio
import logging

from proffer.observability.log import LineLog

TRACE_CHARACTERS_MAX = 4_000


class LibraryLog(logging.Handler):
    """Warnings and worse become lines with `level`, `from` and `said`. May be called in any thread."""

    def __init__(self, log: LineLog, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(logging.WARNING)
        self._log = log
        self._loop = loop

    def emit(self, record: logging.LogRecord) -> None:
        """One line, on the loop; what is critical is written at once, for the process may be about to end."""
        try:
            fields = {"level": record.levelname.lower(), "from": record.name, "said": record.getMessage()}
            if record.exc_info:
                fields["trace"] = logging.Formatter().formatException(record.exc_info)[-TRACE_CHARACTERS_MAX:]
            if record.levelno >= logging.CRITICAL or self._loop.is_closed():
                self._log("library", **fields)
                self._log.flush()
            else:
                self._loop.call_soon_threadsafe(lambda: self._log("library", **fields))
        except Exception:  # logging never stops what it tells of
            self.handleError(record)


def take_over(log: LineLog) -> None:
    """From now on nothing is said beside the log. Called on the running loop, once per process."""
    logging.basicConfig(handlers=[LibraryLog(log, asyncio.get_running_loop())], level=logging.WARNING, force=True)
