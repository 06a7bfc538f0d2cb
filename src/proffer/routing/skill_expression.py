"""A skill expression says what an agent must be able to do: `?:Billing >= 5 & (German > 3 | English > 3)`.

Contract 12.5: `&` binds tighter than `|`, a skill the agent lacks has level 0, names are case-sensitive.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import lru_cache

from proffer.record import Struct

PREFIX = "?:"
LENGTH_MAX = 1_000  # characters: longer ones are a mistake, and parsing stays far below a millisecond
NESTING_MAX = 50  # brackets inside brackets: keeps parsing and asking within Python's stack
LEVEL_DIGITS_MAX = 9

COMPARES: dict[str, Callable[[int, int], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
}


class SkillExpressionError(ValueError):
    """The text is not a skill expression. `position` counts characters from 0; `message` is a sentence for people."""

    def __init__(self, position: int, message: str) -> None:
        super().__init__(f"{message} (at character {position + 1})")
        self.position = position
        self.message = message


class Comparison(Struct, frozen=True):
    """One demand: `Billing >= 5`."""

    skill: str
    op: str
    level: int

    def fits(self, skills: Mapping[str, int]) -> bool:
        return COMPARES[self.op](skills.get(self.skill, 0), self.level)


class AllOf(Struct, frozen=True):
    """Demands joined with `&`."""

    parts: tuple[Demand, ...]

    def fits(self, skills: Mapping[str, int]) -> bool:
        return all(part.fits(skills) for part in self.parts)


class AnyOf(Struct, frozen=True):
    """Demands joined with `|`."""

    parts: tuple[Demand, ...]

    def fits(self, skills: Mapping[str, int]) -> bool:
        return any(part.fits(skills) for part in self.parts)


Demand = Comparison | AllOf | AnyOf


class SkillExpression(Struct, frozen=True):
    """A parsed expression. `text` is as configured, `comparisons` in the order written."""

    text: str
    demand: Demand
    comparisons: tuple[Comparison, ...]

    def fits(self, skills: Mapping[str, int]) -> bool:
        """Is an agent with these skills (name → level) able to do it?"""
        return self.demand.fits(skills)

    def names(self) -> tuple[str, ...]:
        """The skills it speaks of, each once, in the order written."""
        return tuple(dict.fromkeys(comparison.skill for comparison in self.comparisons))

    def requested_skills(self) -> dict[str, str]:
        """`RRequestedSkills` (contract 8.2): skill → level as string; a skill named twice shows its first level."""
        levels: dict[str, str] = {}
        for comparison in self.comparisons:
            levels.setdefault(comparison.skill, str(comparison.level))
        return levels

    def combination(self) -> str:
        """`RRequestedSkillCombination` (contract 8.2): `Billing=5&German=3`, in the order written."""
        return "&".join(f"{comparison.skill}={comparison.level}" for comparison in self.comparisons)


@lru_cache(maxsize=4_096)
def parse(text: str) -> SkillExpression:
    """The expression written in `text`, which begins with `?:`. Raises SkillExpressionError."""
    if len(text) > LENGTH_MAX:
        raise SkillExpressionError(LENGTH_MAX, f"A skill expression has at most {LENGTH_MAX:,} characters")
    if not text.startswith(PREFIX):
        raise SkillExpressionError(0, "A skill expression begins with ?:")
    reader = _Reader(text)
    demand = reader.any_of(depth=0)
    if not reader.at_end():
        raise reader.error("Expected &, | or the end" if reader.peek() != ")" else "This bracket was never opened")
    return SkillExpression(text, demand, tuple(reader.comparisons))


class _Reader:
    """Reads a text from left to right, one method per rule of the grammar."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = len(PREFIX)
        self.comparisons: list[Comparison] = []

    def any_of(self, depth: int) -> Demand:
        parts = [self.all_of(depth)]
        while self.took("|"):
            parts.append(self.all_of(depth))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def all_of(self, depth: int) -> Demand:
        parts = [self.term(depth)]
        while self.took("&"):
            parts.append(self.term(depth))
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def term(self, depth: int) -> Demand:
        if self.peek() != "(":
            return self.comparison()
        if depth == NESTING_MAX:
            raise self.error(f"Brackets may be nested {NESTING_MAX} deep")
        opened = self.at
        self.at += 1
        demand = self.any_of(depth + 1)
        if not self.took(")"):
            if self.at_end():
                raise SkillExpressionError(opened, "This bracket is never closed")
            raise self.error("Expected &, | or )")
        return demand

    def comparison(self) -> Comparison:
        comparison = Comparison(self.skill(), self.op(), self.level())
        self.comparisons.append(comparison)
        return comparison

    def skill(self) -> str:
        if self.peek() == '"':
            return self.quoted_skill()
        name = self.run(_is_of_a_name)
        if not name:
            raise self.error("Expected the name of a skill")
        return name

    def quoted_skill(self) -> str:
        end = self.text.find('"', self.at + 1)
        if end < 0:
            raise self.error("This quote is never closed")
        if end == self.at + 1:
            raise self.error("The name of a skill is empty")
        name = self.text[self.at + 1 : end]
        self.at = end + 1
        return name

    def op(self) -> str:
        self.skip_blanks()
        for op in COMPARES:
            if self.text.startswith(op, self.at):
                self.at += len(op)
                return op
        raise self.error("Expected one of >= <= > < = != after the name of the skill")

    def level(self) -> int:
        self.skip_blanks()
        start = self.at
        digits = self.run(_is_digit)
        if not digits:
            raise self.error("Expected a level, a whole number")
        if len(digits) > LEVEL_DIGITS_MAX:
            raise SkillExpressionError(start, f"A level has at most {LEVEL_DIGITS_MAX} digits")
        return int(digits)

    def run(self, belongs: Callable[[str], bool]) -> str:
        start = self.at
        while self.at < len(self.text) and belongs(self.text[self.at]):
            self.at += 1
        return self.text[start : self.at]

    def peek(self) -> str:
        self.skip_blanks()
        return self.text[self.at : self.at + 1]

    def took(self, mark: str) -> bool:
        if self.peek() != mark:
            return False
        self.at += 1
        return True

    def at_end(self) -> bool:
        return not self.peek()

    def skip_blanks(self) -> None:
        self.run(str.isspace)

    def error(self, message: str) -> SkillExpressionError:
        return SkillExpressionError(self.at, message)


def _is_of_a_name(character: str) -> bool:
    return character.isalnum() or character in "_-."


def _is_digit(character: str) -> bool:
    return character in "0123456789"
