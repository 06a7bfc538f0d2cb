"""Where settings come from: a file, the environment, the command line; each gives values by section and attribute."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from proffer.config.sections import SECTIONS, Section
from proffer.record import Struct
from proffer.toml_file import Field, Invalid, Problem, Where, did_you_mean, document_of, read_table
from proffer.toml_file.forms import ListOf, Matching, OneOf, Text

PREFIX, BETWEEN, FILE = "PROFFER_", "__", "_FILE"
VALUE_CHARACTERS_MAX = 65_536

Name = tuple[str, str]  # (attribute of Settings, attribute of its value): ("http", "port")


class Given(Struct, frozen=True):
    """One value and where it came from: `proffer.toml:12`, `PROFFER_HTTP__PORT`, `--http-port`."""

    value: Any
    origin: str


def from_file(path: Path) -> dict[Name, Given]:
    """What a `proffer.toml` says. Raises Invalid with every problem, OSError when it cannot be read."""
    document = document_of(path.read_bytes())
    where = document.where()
    by_key = {section.key: section for section in SECTIONS}
    given: dict[Name, Given] = {}
    for key, table in document.content.items():
        section = by_key.get(key)
        if section is None:
            where.at(key).wrong(f"there is no such section{did_you_mean(key, by_key)}")
            continue
        keys = {field.attribute: field.key for field in section.fields}
        for attribute, value in read_table(table, section.fields, where.at(key)).items():
            line = where.at(key, keys[attribute]).line
            given[section.attribute, attribute] = Given(value, f"{path}:{line}")
    if where.problems:
        raise Invalid(where.problems)
    return given


def from_environment(environment: Mapping[str, str]) -> dict[Name, Given]:
    """What variables say, `PROFFER_HTTP__PORT=8080`. Raises Invalid with every problem."""
    known = {variable(section, field): (section, field) for section, field in every_field()}
    problems: list[Problem] = []
    given: dict[Name, Given] = {}
    for name, text in sorted(environment.items()):
        if not name.startswith(PREFIX):
            continue
        stem = name if name in known else name.removesuffix(FILE)
        if stem not in known:
            problems += _unknown(name, known)
            continue
        section, field = known[stem]
        try:
            text = text if stem == name else Path(text).read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, ValueError) as error:
            problems.append(Problem(0, f"{name}: this file cannot be read: {error}"))
            continue
        where = Where({})
        value = field.form.read(_value_of(text, field), where)
        problems += [Problem(0, f"{name}: {problem.message}") for problem in where.problems]
        given[section.attribute, field.attribute] = Given(value, name)
    if problems:
        raise Invalid(problems)
    return given


def from_flags(flags: Mapping[Name, tuple[str, Any]]) -> dict[Name, Given]:
    """What the command line says, by name: the option as written, and its value; None: not given."""
    fields = {(section.attribute, field.attribute): field for section, field in every_field()}
    given, problems = {}, []
    for name, (option, value) in flags.items():
        if value is not None:
            where = Where({})
            given[name] = Given(fields[name].form.read(value, where), option)
            problems += [Problem(0, f"{option}: {problem.message}") for problem in where.problems]
    if problems:
        raise Invalid(problems)
    return given


def every_field() -> Iterator[tuple[Section, Field]]:
    """All settings, in the order of the sections."""
    return ((section, field) for section in SECTIONS for field in section.fields)


def variable(section: Section, field: Field) -> str:
    """`PROFFER_HTTP__PORT`"""
    return f"{PREFIX}{section.key}{BETWEEN}{field.key}".replace("-", "_").upper()


def _unknown(name: str, known: Mapping[str, object]) -> list[Problem]:
    """A name with `__` is meant for us; so is one that only lacks an underscore. Others are somebody else's: a
    container platform sets PROFFER_SERVICE_HOST for a service called proffer."""
    single = {other.replace(BETWEEN, "_"): other for other in known}
    if name in single:
        return [Problem(0, f'{name}: there is no such setting; did you mean "{single[name]}"?')]
    if BETWEEN not in name:
        return []
    return [Problem(0, f"{name}: there is no such setting{did_you_mean(name, known)}")]


def _value_of(text: str, field: Field) -> object:
    """The text as TOML would have it: quotes are not needed, a list may be separated by commas."""
    if isinstance(field.form, Text | Matching | OneOf):
        return text
    if isinstance(field.form, ListOf) and not text.lstrip().startswith("["):
        return [item.strip() for item in text.split(",") if item.strip()]
    if len(text) > VALUE_CHARACTERS_MAX or "\n" in text:
        return text
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (ValueError, RecursionError):
        return text
