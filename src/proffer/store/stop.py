"""Ends the process when it can no longer tell the truth: whoever restarts it reads what is durable."""

from __future__ import annotations

import logging
import os
import traceback

__all__ = ["stop_process"]

EXIT_STATUS = 70  # EX_SOFTWARE of sysexits.h


def stop_process(what: str, why: BaseException) -> None:
    """Says what happened and ends the process at once: no handler may answer anybody any more."""
    logging.getLogger("proffer.store").critical("%s\n%s", what, where(why))
    logging.shutdown()
    os._exit(EXIT_STATUS)


def where(why: BaseException | None) -> str:
    """The frames of an exception and of its causes. Not their words: a database puts whole rows into them."""
    told: dict[BaseException, str] = {}  # an exception may be raised from itself
    while why is not None and why not in told:
        told[why] = f"{type(why).__name__}, raised in\n{''.join(traceback.format_tb(why.__traceback__))}"
        why = why.__cause__ or why.__context__
    return "".join(told.values())
