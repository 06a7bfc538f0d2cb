"""Reads what the agent types: single keys on a terminal, else the first letter of each line."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

QUIT = "q"


@contextmanager
def keys_of_terminal() -> Iterator[bool]:
    """While inside, a terminal gives each key at once and does not echo it. True if there is a terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        yield False
        return
    import termios
    import tty

    before = termios.tcgetattr(sys.stdin)
    tty.setcbreak(sys.stdin)
    try:
        yield True
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def listen(typed: Callable[[str], None], *, live: bool) -> None:
    """Calls `typed` on the loop for every key; QUIT at the end of the input. Reads in a thread of its own."""
    loop = asyncio.get_running_loop()

    def read() -> None:
        for key in _keys() if live else _lines():
            try:
                loop.call_soon_threadsafe(typed, key)
            except RuntimeError:  # the program is ending
                return

    threading.Thread(target=read, name="keys", daemon=True).start()


def _keys() -> Iterator[str]:
    while data := os.read(sys.stdin.fileno(), 64):
        yield from (letter for letter in data.decode(errors="ignore").lower() if letter.isalpha() or letter == "?")
    yield QUIT


def _lines() -> Iterator[str]:
    for line in sys.stdin:
        if line.strip():
            yield line.strip()[0].lower()
    yield QUIT
