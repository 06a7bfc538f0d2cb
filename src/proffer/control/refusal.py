"""What was asked cannot be: one line for each thing that stands against it."""

from __future__ import annotations

from collections.abc import Iterable

from proffer.toml_file import Problem


class AdministrationRefused(Exception):  # noqa: N818 - the design's word
    """Nothing was changed. `problems` may name lines of the file that was sent."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def because(cls, message: str) -> AdministrationRefused:
        """For one reason that has no line."""
        return cls((Problem(0, message),))
