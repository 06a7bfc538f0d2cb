"""What may stand behind a key: each form reads a TOML value, says what is wrong with it, and writes it back."""

from __future__ import annotations

import re
from typing import Any, Protocol, TypeVar

from proffer.record import Struct
from proffer.toml_file.suggestion import did_you_mean
from proffer.toml_file.where import Where

T = TypeVar("T")

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Form(Protocol):
    """`str()` of a form says what is expected, as in "expected …"."""

    def read(self, value: object, where: Where, /) -> Any:
        """The program's value; anything at all after a problem was noted."""

    def write(self, value: Any, /) -> object:
        """The TOML value that reads as `value`."""


class Text(Struct, frozen=True):
    """One line of text."""

    least: int = 0
    most: int = 255
    what: str = "text"

    def read(self, value: object, where: Where) -> str:
        if isinstance(value, str) and self.least <= len(value) <= self.most and not _CONTROL.search(value):
            return value
        return expected(self, value, where, "")

    def write(self, value: str) -> str:
        return value

    def __str__(self) -> str:
        return f"{self.what} of {self.least} to {self.most} characters, in one line"


class Lines(Struct, frozen=True):
    """Text of any number of lines, without blanks around it."""

    most: int

    def read(self, value: object, where: Where) -> str:
        if isinstance(value, str) and len(value) <= self.most and not _CONTROL.search(value.replace("\n", "")):
            return value.strip()
        return expected(self, value, where, "")

    def write(self, value: str) -> str:
        return value

    def __str__(self) -> str:
        return f"text of up to {self.most} characters, in any number of lines"


class Matching(Struct, frozen=True):
    """Text of a certain make; `lower` folds capitals."""

    pattern: str
    what: str
    lower: bool = False

    def read(self, value: object, where: Where) -> str:
        if isinstance(value, str) and re.fullmatch(self.pattern, value):
            return value.lower() if self.lower else value
        return expected(self, value, where, "")

    def write(self, value: str) -> str:
        return value

    def __str__(self) -> str:
        return self.what


class Whole(Struct, frozen=True):
    """A whole number within a range."""

    least: int = 0
    most: int = 2**31 - 1
    unit: str = ""

    def read(self, value: object, where: Where) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and self.least <= value <= self.most:
            return value
        return expected(self, value, where, self.least)

    def write(self, value: int) -> int:
        return value

    def __str__(self) -> str:
        return f"a whole number from {self.least:,} to {self.most:,}" + (f" ({self.unit})" if self.unit else "")


class Number(Struct, frozen=True):
    """A number, whole or not."""

    least: float = 0
    most: float = 2**31 - 1
    unit: str = ""

    def read(self, value: object, where: Where) -> float:
        if isinstance(value, int | float) and not isinstance(value, bool) and self.least <= value <= self.most:
            return float(value)
        return expected(self, value, where, self.least)

    def write(self, value: float) -> float:
        return value

    def __str__(self) -> str:
        return f"a number from {self.least:,} to {self.most:,}" + (f" ({self.unit})" if self.unit else "")


class Truth(Struct, frozen=True):
    """Yes or no."""

    def read(self, value: object, where: Where) -> bool:
        return value if isinstance(value, bool) else expected(self, value, where, False)

    def write(self, value: bool) -> bool:
        return value

    def __str__(self) -> str:
        return "true or false"


class OneOf(Struct, frozen=True):
    """One word out of a few."""

    words: tuple[str, ...]

    def read(self, value: object, where: Where) -> str:
        if value in self.words:
            return str(value)
        hint = did_you_mean(value, self.words) if isinstance(value, str) else ""
        return expected(self, value, where, self.words[0], hint)

    def write(self, value: str) -> str:
        return value

    def __str__(self) -> str:
        return "one of " + ", ".join(f'"{word}"' for word in self.words)


class ListOf(Struct, frozen=True):
    """A list of values of one form, none twice."""

    element: Form
    least: int = 0
    most: int = 1_000

    def read(self, value: object, where: Where) -> tuple[Any, ...]:
        if not isinstance(value, list) or not self.least <= len(value) <= self.most:
            return expected(self, value, where, ())
        found: list[Any] = []
        for position, item in enumerate(value):
            read = self.element.read(item, where.at(position))
            if read in found:
                where.at(position).wrong(f"{_shown(item)} stands here twice")
            found.append(read)
        return tuple(found)

    def write(self, value: tuple[Any, ...]) -> list[object]:
        return [self.element.write(item) for item in value]

    def __str__(self) -> str:
        return f"a list of {self.least} to {self.most:,} elements, each {self.element}"


class TableOf(Struct, frozen=True):
    """Names with a value each: `{ Billing = 5, French = 3 }`."""

    name: Form
    value: Form

    def read(self, value: object, where: Where) -> dict[str, Any]:
        if not isinstance(value, dict):
            return expected(self, value, where, {})
        return {self.name.read(key, where.at(key)): self.value.read(item, where.at(key)) for key, item in value.items()}

    def write(self, value: dict[str, Any]) -> dict[str, object]:
        return {key: self.value.write(item) for key, item in value.items()}

    def __str__(self) -> str:
        return f"a table of names, each with {self.value}"


def expected(form: object, value: object, where: Where, instead: T, hint: str = "") -> T:
    """Notes what should stand there, and gives a value to go on with."""
    where.wrong(f"expected {form}, not {_shown(value)}{hint}")
    return instead


def _shown(value: object) -> str:
    text = f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else repr(value)
    text = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
    return text if len(text) <= 60 else text[:59] + "…"
