"""The other way from reading: values as TOML that people can read, and that reads as the same values again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

LINE_CHARACTERS_MAX = 120

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def table(header: Sequence[str], values: Mapping[str, object]) -> str:
    """`[users.mara]` and a line for each key; lists that are too long for a line get one for each element."""
    lines = [f"[{'.'.join(map(key, header))}]", *pairs(values)]
    return "\n".join(lines) + "\n"


def pairs(values: Mapping[str, object]) -> Iterator[str]:
    """`name = value` for each."""
    for name, value in values.items():
        line = f"{key(name)} = {inline(value)}"
        if len(line) > LINE_CHARACTERS_MAX and isinstance(value, list):
            line = "\n".join((f"{key(name)} = [", *(f"    {inline(item)}," for item in value), "]"))
        yield line


def key(name: str) -> str:
    """Bare where TOML allows it, else quoted."""
    return name if _BARE.fullmatch(name) else text(name)


def inline(value: object) -> str:
    """A value in one line. Raises TypeError for what these files never hold."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        inner = ", ".join(f"{key(name)} = {inline(item)}" for name, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(inline, value))}]"
    raise TypeError(f"{type(value).__name__} is not written in these files")


def text(value: str) -> str:
    """A basic string. What does not print, or prints as nothing, is escaped: no file hides a letter."""
    return f'"{"".join(map(_letter, value))}"'


def _letter(letter: str) -> str:
    if letter in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[letter]
    if letter.isprintable():
        return letter
    return f"\\u{ord(letter):04X}" if ord(letter) <= 0xFFFF else f"\\U{ord(letter):08X}"
