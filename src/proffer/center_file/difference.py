"""What would change: two configurations compared thing by thing and key by key, in the words of the file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec.structs import fields as fields_of

from proffer.center.center import Center
from proffer.center_file.sections import OPTIONS, SECTIONS
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
    """Everything that is not the same, in the order of the file; the order of things in the file does not count."""
    before = before or Center()
    found = [Difference(CHANGED, "options", "", tuple(_keys(before.options, after.options, OPTIONS)))]
    found = [difference for difference in found if difference.keys]
    for section in SECTIONS:
        old = {getattr(thing, section.name): thing for thing in getattr(before, section.attribute)}
        new = {getattr(thing, section.name): thing for thing in getattr(after, section.attribute)}
        if section.key == "users":
            old = _under_new_names(old, new)
        for name, thing in new.items():
            keys = tuple(_keys(old.get(name), thing, section.fields))
            if name not in old or keys:
                found.append(Difference(CHANGED if name in old else ADDED, section.one, name, keys))
        found += [Difference(REMOVED, section.one, name) for name in old if name not in new]
    return tuple(found)


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


def _under_new_names(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """A user is the person behind the id: one who has another user name now is changed, not removed and added."""
    names = {user.id: name for name, user in new.items()}
    return {names.get(user.id, name): user for name, user in old.items()}


def _shown(value: Any) -> str:
    return "not set" if value is None else json.dumps(value, ensure_ascii=False)
