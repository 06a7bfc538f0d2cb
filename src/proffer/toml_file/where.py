"""Where one stands while reading a document: it knows its line, its name, and takes note of what is wrong there."""

from __future__ import annotations

import re
from collections.abc import Mapping

from proffer.toml_file.positions import Path
from proffer.toml_file.problem import Problem

_BARE = re.compile(r"[A-Za-z0-9_-]+")


class Where:
    """A path into a document. `at` goes deeper; all that come from one `Where` collect in the same `problems`."""

    def __init__(self, lines: Mapping[Path, int], path: Path = (), problems: list[Problem] | None = None) -> None:
        self.problems: list[Problem] = [] if problems is None else problems
        self._lines = lines
        self._path = path

    def at(self, *steps: str | int) -> Where:
        """The same document, some keys or list positions further in."""
        return Where(self._lines, self._path + steps, self.problems)

    def wrong(self, message: str) -> None:
        """Takes note of a problem here."""
        name = str(self)
        self.problems.append(Problem(self.line, f"{name}: {message}" if name else message))

    @property
    def line(self) -> int:
        """Of this key, else of the nearest table around it that the text has; 0: none."""
        for length in range(len(self._path), 0, -1):
            if line := self._lines.get(self._path[:length]):
                return line
        return 0

    def __str__(self) -> str:
        """As one would write it: `queues."Billing, late".targets[0]`."""
        text = ""
        for step in self._path:
            if isinstance(step, int):
                text += f"[{step}]"
            else:
                text += "." * bool(text) + (step if _BARE.fullmatch(step) else f'"{step}"')
        return text
