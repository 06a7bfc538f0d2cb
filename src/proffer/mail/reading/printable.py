"""Text that can be stored, sent as JSON and shown: no NUL, no control characters, no half characters, not too long."""

from __future__ import annotations

import re

__all__ = ["clipped", "one_line", "printable"]

CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")  # tab and line ends are left
BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


def printable(text: str) -> str:
    """Text of several lines: line ends become LF; what no font and no database can hold is taken out."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")  # lone surrogates, which some decoders let through
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str, characters_max: int = 4096) -> str:
    """The same on one line: line breaks go, runs of blanks become one."""
    return printable(BLANKS.sub(" ", text)).strip()[:characters_max]


def clipped(text: str, bytes_max: int) -> str:
    """As much of it as fits into so many octets of UTF-8."""
    if len(text) * 4 <= bytes_max:
        return text
    return text.encode("utf-8", "replace")[:bytes_max].decode("utf-8", "ignore")
