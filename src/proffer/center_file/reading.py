"""Reads the tables of `center.toml` into values: forms and ranges are checked here, each value by itself."""

from __future__ import annotations

from typing import Any

from proffer.center_file.sections import CENTER_ID, OPTIONS, OPTIONS_KEY, SECTIONS, Section
from proffer.record import Struct
from proffer.toml_file import Where, did_you_mean, read_table


class Parts(Struct, frozen=True):
    """The values that stand in the file, by attribute; what is absent has its default later."""

    options: dict[str, Any]
    things: dict[str, list[dict[str, Any]]]  # section key → one per named table, in the order of the file
    contact_center_id: str | None = None


def read(content: dict[str, Any], where: Where) -> Parts:
    """Everything in the document that could be understood; the rest is noted at `where`."""
    known = [CENTER_ID.key, OPTIONS_KEY, *(section.key for section in SECTIONS)]
    for key in content:
        if key not in known:
            where.at(key).wrong(f"there is no such table{did_you_mean(key, known)}")
    options = read_table(content.get(OPTIONS_KEY, {}), OPTIONS, where.at(OPTIONS_KEY))
    things = {s.key: _named_tables(content.get(s.key, {}), s, where.at(s.key)) for s in SECTIONS}
    center_id = content.get(CENTER_ID.key)
    return Parts(options, things, None if center_id is None else _center_id(center_id, where.at(CENTER_ID.key)))


def _center_id(value: object, where: Where) -> str:
    return str(CENTER_ID.form.read(value, where)).lower()


def _named_tables(tables: object, section: Section, where: Where) -> list[dict[str, Any]]:
    if not isinstance(tables, dict):
        where.wrong(f"each {section.one} has a table of its own: [{section.key}.NAME]")
        return []
    return [_named(name, table, section, where.at(name)) for name, table in tables.items()]


def _named(name: str, table: object, section: Section, where: Where) -> dict[str, Any]:
    if isinstance(table, str) and section.shorthand:
        [field] = (field for field in section.fields if field.key == section.shorthand)
        values = {field.attribute: field.form.read(table, where)}
    else:
        values = read_table(table, section.fields + section.marks, where)
    values[section.name] = section.name_form.read(name, where)
    return {"table": name, **values}
