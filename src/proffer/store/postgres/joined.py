"""Joins named statements into one, so that a group or a list of keys of several kinds costs one round trip."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from proffer.record import Key
from proffer.store.rows import OWN_TABLES
from proffer.store.sql_file import named_statements

__all__ = ["READ", "WRITE", "by_kind", "can_be_stored", "joined_reads", "joined_writes"]

READ = named_statements(Path(__file__).with_name("read.sql"))
WRITE = named_statements(Path(__file__).with_name("write.sql"))
PARAMETER = re.compile(r"\$(\d+)")


@cache
def joined_writes(names: tuple[str, ...]) -> str:
    """All of these writes, each told once: the parameters of one after those of the other, a count of rows for each.

    They see one and the same state of the database, so no two of them may concern the same row.
    """
    parts = [f"{name} as ({text} returning 1)" for name, text in zip(names, _renumbered(names), strict=True)]
    counts = [f"(select count(*) from {name})" for name in names]  # noqa: S608 - ours
    return f"with {', '.join(parts)} select {', '.join(counts)}"


@cache
def joined_reads(names: tuple[str, ...]) -> str:
    """The rows of all these reads, of one moment and in this order, each after its statement's position."""
    numbers = range(len(names))
    parts = [f"part_{number} as ({text})" for number, text in zip(numbers, _renumbered(names), strict=True)]
    rows = [f"select {number}, part_{number}.* from part_{number}" for number in numbers]  # noqa: S608 - ours
    return f"with {', '.join(parts)} {' union all '.join(rows)}"


def by_kind(keys: Iterable[Key], own: str, rare: str) -> tuple[list[str], tuple[str, ...], list[object]]:
    """Kinds in a fixed order, for each the statement that looks for its keys, and the values of all of them.

    `own` and `rare` are patterns of names: `{}_versions` becomes `email_versions`, `record_versions`.
    """
    ids: dict[str, dict[str, None]] = {}
    for kind, id_ in keys:
        ids.setdefault(kind, {})[id_] = None
    kinds = sorted(ids)
    names, values = [], list[object]()
    for kind in kinds:
        values.append(list(ids[kind]))
        if kind in OWN_TABLES:
            names.append(own.format(kind))
        else:
            names.append(rare)
            values.append(kind)
    return kinds, tuple(names), values


def can_be_stored(key: Key) -> bool:
    """Whether the key's id can be a text of PostgreSQL: neither NUL nor half of a pair of surrogates."""
    id_ = key[1]
    return (id_.isascii() and "\0" not in id_) or not any(c == "\0" or "\ud800" <= c <= "\udfff" for c in id_)


def _renumbered(names: Sequence[str]) -> Iterable[str]:
    taken = 0
    for name in names:
        text = WRITE[name] if name in WRITE else READ[name]
        first = taken
        yield PARAMETER.sub(lambda found, first=first: f"${int(found.group(1)) + first}", text)  # type: ignore[misc]
        taken += max(int(number) for number in PARAMETER.findall(text))
