"""A TOML text, parsed, with the line of each of its keys."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from proffer.record import Struct
from proffer.toml_file.positions import Path, lines_of
from proffer.toml_file.problem import Invalid, Problem
from proffer.toml_file.where import Where

FILE_CHARACTERS_MAX = 16 * 1024 * 1024  # a centre of 50,000 users

_PLACE = re.compile(r"\s*\(at (?:line (?P<line>\d+), column \d+|end of document)\)$")


class Document(Struct, frozen=True):
    """What the text says, and where it says it."""

    content: dict[str, Any]
    lines: Mapping[Path, int]

    def where(self) -> Where:
        """The top of the document, with no problem noted yet."""
        return Where(self.lines)


def document_of(text: str | bytes) -> Document:
    """Parses a text, or the bytes of a file. Raises Invalid with one problem: a parser stops at the first."""
    if isinstance(text, bytes):
        text = _decoded(text)
    if len(text) > FILE_CHARACTERS_MAX:
        raise Invalid([Problem(0, f"the file is larger than {FILE_CHARACTERS_MAX:,} characters")])
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        return Document(tomllib.loads(text), lines_of(text))
    except tomllib.TOMLDecodeError as error:
        raise Invalid([_syntax_problem(str(error), text)]) from None
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, lists in lists in lists …
        raise Invalid([Problem(0, f"this cannot be read as TOML: {error}")]) from None


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise Invalid([Problem(data[: error.start].count(b"\n") + 1, "these bytes are not UTF-8")]) from None


def _syntax_problem(message: str, text: str) -> Problem:
    found = _PLACE.search(message)
    line = int(found["line"]) if found and found["line"] else text.count("\n") + 1
    return Problem(line, f"not TOML: {_PLACE.sub('', message)}")
