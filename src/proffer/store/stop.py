"""Ends the process when it can no longer tell the truth: whoever restarts it reads what is durable."""

from __future__ import annotations

import logging
import os
import traceback

__all__ = ["stop_process"]

EXIT_STATUS = 70  # EX_SOFTWARE of sysexits.h


def stop_process(what: str, why: BaseException) -> None:
    """Says what happened and ends the process at once: no handler may answer anybody any more."""
    logging.getLogger("proffer.store").critical("%s\n%s", what, "".join(traceback.format_exception(why)))
    logging.shutdown()
    os._exit(EXIT_STATUS)
