"""What would change: two configurations compared thing by thing and key by key, in the words of the file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec.structs import fields as fields_of

from proffer.center.center import Center
from proffer.center_file.sections import OPTIONS, SECTIONS, USERS, Section
from proffer.record import Struct
from proffer.toml_file import Field

ADDED, CHANGED, REMOVED = "+", "~", "-"
COLOURS = {ADDED: "\x1b[32m", CHANGED: "\x1b[33m", REMOVED: "\x1b[31m"}
PLAIN = "\x1b[0m"


class KeyDifference(Struct, frozen=True):
    """One key: its values before and after as TOML says them; None: not set."""

    key: str
    before: Any
    after: Any


class Difference(Struct, frozen=True):
    """One thing that is not as before. `kind` and `name`: "queue", "support"; `sign`: ADDED, CHANGED or REMOVED."""

    sign: str
    kind: str
    name: str
    keys: tuple[KeyDifference, ...] = ()

    @property
    def thing(self) -> str:
        return f"{self.kind} {self.name}".strip()

    def lines(self) -> Iterator[str]:
        """As people read it."""
        yield f"{self.sign} {self.thing}"
        for key in self.keys:
            change = _shown(key.after) if self.sign == ADDED else f"{_shown(key.before)} → {_shown(key.after)}"
            yield f"    {key.key}: {change}"


def differences(before: Center | None, after: Center) -> tuple[Difference, ...]:
    """Everything that is not the same, in the order of the file; empty only if both say the same."""
    before = before or Center()
    options = tuple(_keys(before.options, after.options, OPTIONS))
    found = [Difference(CHANGED, "options", "", options)] if options else []
    for section in SECTIONS:
        old, new = getattr(before, section.attribute), getattr(after, section.attribute)
        in_section = list(_in_section(section, old, new))
        if not in_section and old != new:
            in_section.append(Difference(CHANGED, f"order of {section.key}", ""))
        found += in_section
    return tuple(found)


def _in_section(section: Section, old: Iterable[Any], new: Iterable[Any]) -> Iterator[Difference]:
    """A user is the person behind the id: one with another user name now is changed, not removed and added."""
    identity = "id" if section is USERS else section.name
    known = {getattr(thing, identity): thing for thing in old}
    for thing in new:
        name, before = getattr(thing, section.name), known.pop(getattr(thing, identity), None)
        keys = tuple(_keys(before, thing, section.fields + (() if before is None else section.marks)))
        if before is not None and getattr(before, section.name) != name:
            keys = (KeyDifference(section.name.replace("_", "-"), getattr(before, section.name), name), *keys)
        if before is None or keys:
            yield Difference(ADDED if before is None else CHANGED, section.one, name, keys)
    for gone in known.values():
        yield Difference(REMOVED, section.one, getattr(gone, section.name))


def as_text(found: Iterable[Difference], *, colours: bool = False) -> str:
    """The differences as lines, each ended; coloured for a terminal."""
    text = ""
    for difference in found:
        block = "\n".join(difference.lines())
        text += (f"{COLOURS[difference.sign]}{block}{PLAIN}" if colours else block) + "\n"
    return text


def _keys(before: Any, after: Any, fields: Iterable[Field]) -> Iterator[KeyDifference]:
    required = {} if before is not None else _required(after)
    old = before if before is not None else type(after)(**required)
    for field in fields:
        was, is_ = getattr(old, field.attribute), getattr(after, field.attribute)
        if was != is_ or field.attribute in required:
            yield KeyDifference(field.key, _written(field, was), _written(field, is_))


def _required(thing: Struct) -> dict[str, Any]:
    return {field.name: getattr(thing, field.name) for field in fields_of(thing) if field.required}


def _written(field: Field, value: Any) -> Any:
    return None if value is None else field.form.write(value)


def _shown(value: Any) -> str:
    return "not set" if value is None else json.dumps(value, ensure_ascii=False)
