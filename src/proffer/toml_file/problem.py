"""One thing that is wrong with a file, and the line it stands in."""

from __future__ import annotations

from collections.abc import Iterable

from proffer.record import Struct


class Problem(Struct, frozen=True, order=True):
    """`line` counts from 1; 0: the file as a whole, or a value that came from elsewhere."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line else self.message


class Invalid(Exception):  # noqa: N818 - the field's word
    """A file cannot be used as it is; `problems` are all that were found, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))
