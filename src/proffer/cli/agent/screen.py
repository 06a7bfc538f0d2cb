"""Prints: lines that stay, and on a terminal below them one line that is always up to date."""

from __future__ import annotations

import shutil
import sys
import unicodedata

from proffer.cli.agent.desk import Desk

CLEAR_LINE, BOLD, PLAIN = "\r\x1b[K", "\x1b[1m", "\x1b[0m"
KEYS = "a accept · r reject · c complete · y ready · n not ready · l list · q quit"


class Screen:
    """`live`: a terminal that people look at."""

    def __init__(self, *, live: bool) -> None:
        self.live = live

    def say(self, *lines: str) -> None:
        """Lines that stay."""
        for line in lines:
            print(f"{CLEAR_LINE if self.live else ''}{line}", flush=True)

    def show(self, name: str, desk: Desk, now: float) -> None:
        """The line below, on a terminal."""
        if self.live:
            text = cut(status(name, desk, now), shutil.get_terminal_size().columns - 1)
            print(f"{CLEAR_LINE}{BOLD}{text}{PLAIN}", end="", flush=True)

    def end(self) -> None:
        """Leaves a clean line behind."""
        if self.live:
            print(CLEAR_LINE, end="", file=sys.stdout, flush=True)


def status(name: str, desk: Desk, now: float) -> str:
    """`ada Ready · offered "Invoice" 27 s: a accept, r reject · in hand 1: c complete`"""
    parts = [f"{name} {desk.state}{' (do not disturb)' * desk.dnd}"]
    invited = desk.invited()
    if invited is not None:
        left = "" if invited.deadline is None else f" {max(0, round(invited.deadline - now))} s"
        parts.append(f'offered "{cut(invited.subject, 40)}"{left}: a accept, r reject')
    in_hand = sum(email.state != "Invited" for email in desk.emails.values())
    if in_hand:
        parts.append(f"in hand {in_hand}: c complete")
    parts.append("n not ready" if desk.state == "Ready" else "y ready")
    return " · ".join([*parts, "q quit"])


def cut(text: str, columns: int) -> str:
    """As much as fits; letters of East Asian scripts take two columns."""
    width = 0
    for at, letter in enumerate(text):
        width += 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if width > columns:
            return text[: max(0, at - 1)] + "…"
    return text
