"""Where each key of a TOML text stands: a small scanner, because `tomllib` keeps no lines."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

Path = tuple[str | int, ...]  # ("queues", "support", "targets", 0)

_SEGMENT = r"""[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'"""
_SEGMENTS = re.compile(_SEGMENT)
_KEY = re.compile(rf"(?:{_SEGMENT})(?:[ \t]*\.[ \t]*(?:{_SEGMENT}))*")
_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}'
    r"|'''(?:[^']|'(?!''))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_OTHER = re.compile(
    r"\d{4}-\d\d-\d\d[ ]\d\d:[^\s,\]}#]*|[^\s,\]}#]+"
)  # numbers, booleans, dates (one may hold a blank)


def lines_of(text: str) -> dict[Path, int]:
    """The line, counted from 1, of every key, table header and list element of a text that `tomllib` accepts."""
    scanner = _Scanner(text)
    try:
        scanner.scan()
    except RecursionError:  # nested so deep that nothing the file may hold lies there
        pass
    return scanner.lines


class _Scanner:
    def __init__(self, text: str) -> None:
        self.lines: dict[Path, int] = {}
        self._text = text
        self._at = 0
        self._line_ends = [match.start() for match in re.finditer("\n", text)]
        self._elements: dict[Path, int] = {}  # how many [[…]] headers an array of tables has had

    def scan(self) -> None:
        table: Path = ()
        while (self._skip(_BLANK) or True) and self._at < len(self._text):
            before = self._at
            if self._text.startswith("[", self._at):
                table = self._header()
            else:
                self._pair(table)
            if self._at == before:
                return

    def _header(self) -> Path:
        start, doubled = self._at, self._text.startswith("[[", self._at)
        self._at += 1 + doubled
        self._skip(_BLANK)
        *outer, last = self._key() or ("",)
        path: Path = ()
        for segment in outer:
            path = self._newest((*path, segment))
            self.lines.setdefault(path, self._line(start))
        path = (*path, last)
        if doubled:
            self._elements[path] = self._elements.get(path, 0) + 1
            self.lines.setdefault(path, self._line(start))
            path = self._newest(path)
        self.lines[path] = self._line(start)
        self._skip(_BLANK)
        self._at += 1 + doubled
        return path

    def _newest(self, path: Path) -> Path:
        return (*path, self._elements[path] - 1) if path in self._elements else path

    def _pair(self, table: Path) -> None:
        start = self._at
        path = table
        for segment in self._key():
            path = (*path, segment)
            self.lines.setdefault(path, self._line(start))
        self._skip(_BLANK)
        if self._text.startswith("=", self._at):
            self._at += 1
            self._skip(_BLANK)
            self._value(path)

    def _key(self) -> list[str]:
        written = self._skip(_KEY)
        return [segment if segment[0] not in "\"'" else _unquoted(segment) for segment in _SEGMENTS.findall(written)]

    def _value(self, path: Path) -> None:
        opening = self._text[self._at : self._at + 1]
        if opening == "[":
            self._list(path)
        elif opening == "{":
            self._inline_table(path)
        else:
            self._skip(_STRING if opening in ('"', "'") else _OTHER)

    def _list(self, path: Path) -> None:
        self._at += 1
        position = 0
        while self._goes_on("]"):
            self.lines[*path, position] = self._line(self._at)
            before = self._at
            self._value((*path, position))
            position += 1
            if self._at == before:
                return

    def _inline_table(self, path: Path) -> None:
        self._at += 1
        while self._goes_on("}"):
            before = self._at
            self._pair(path)
            if self._at == before:
                return

    def _goes_on(self, closing: str) -> bool:
        """Goes to the next element; False, behind the closing bracket, when there is none."""
        self._skip(_BLANK)
        if self._text.startswith(",", self._at):
            self._at += 1
            self._skip(_BLANK)
        if self._text.startswith(closing, self._at):
            self._at += 1
            return False
        return self._at < len(self._text)

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._at)
        if match is None:
            return ""
        self._at = match.end()
        return match.group()

    def _line(self, at: int) -> int:
        return bisect_right(self._line_ends, at - 1) + 1


def _unquoted(segment: str) -> str:
    """The name a key stands for; one that is not TOML, which the parser complains of, stands for itself."""
    try:
        [name] = tomllib.loads(f"{segment} = 0")
    except tomllib.TOMLDecodeError:
        return segment
    return name
