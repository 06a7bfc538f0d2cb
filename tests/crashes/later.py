"""Runs `proffer` with its wall clock so many milliseconds ahead: to its records the machine was off for that long.

It ends when whoever holds the other end of its input is no more: no server outlives the run that started it.
"""

import os
import sys
import threading
import time

ahead_ns = int(sys.argv.pop(1)) * 1_000_000
machine = time.time_ns
time.time_ns = lambda: machine() + ahead_ns


def end_with_the_run() -> None:
    os.read(0, 1)
    os._exit(1)


threading.Thread(target=end_with_the_run, daemon=True).start()

from proffer.cli import main  # noqa: E402 - after the clock was set

sys.argv[0] = "proffer"
main()
