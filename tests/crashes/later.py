"""Runs `proffer` with its wall clock so many milliseconds ahead: to its records the machine was off for that long."""

import sys
import time

ahead_ns = int(sys.argv.pop(1)) * 1_000_000
machine = time.time_ns
time.time_ns = lambda: machine() + ahead_ns

from proffer.cli import main  # noqa: E402 - after the clock was set

sys.argv[0] = "proffer"
main()
