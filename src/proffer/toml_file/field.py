"""A field is one key a table of the file may have: how it is written, where its value goes, what may stand there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from proffer.record import Struct
from proffer.toml_file.forms import Form
from proffer.toml_file.suggestion import did_you_mean
from proffer.toml_file.where import Where


class Field(Struct, frozen=True, kw_only=True):
    """`key` is the file's word for it, `attribute` the program's; `meaning` tells people what it does, and its unit."""

    key: str
    attribute: str
    form: Form
    meaning: str = ""
    required: bool = False
    secret: bool = False


def read_table(table: object, fields: Iterable[Field], where: Where) -> dict[str, Any]:
    """The values of a table, by attribute. What is wrong is noted at `where`; some other value then stands for it."""
    by_key = {field.key: field for field in fields}
    if not isinstance(table, dict):
        where.wrong(f"a table is expected here, not {table!r}")
        return {}
    values: dict[str, Any] = {}
    for key, value in table.items():
        field = by_key.get(key)
        if field is None:
            where.at(key).wrong(f"there is no such key{did_you_mean(key, by_key)}")
            continue
        values[field.attribute] = field.form.read(value, where.at(key))
    for field in by_key.values():
        if field.required and field.key not in table:
            where.wrong(f'"{field.key}" is missing')
    return values


def write_table(value: object, fields: Iterable[Field], default: object = None) -> Mapping[str, Any]:
    """The other way: what a table would have to say. Attributes that are None, or as in `default`, are left out."""
    table: dict[str, Any] = {}
    for field in fields:
        found = getattr(value, field.attribute)
        as_default = default is not None and not field.required and found == getattr(default, field.attribute)
        if found is None or as_default:
            continue
        table[field.key] = field.form.write(found)
    return table
