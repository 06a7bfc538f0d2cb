"""Puts the sources on top of each other: defaults, file, environment, command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from proffer.config.sections import SECTIONS
from proffer.config.settings import Settings
from proffer.config.sources import Given, Name, from_environment, from_file, from_flags
from proffer.record import Struct
from proffer.toml_file import Invalid, Problem

CONFIG_VARIABLE = "PROFFER_CONFIG"
USUAL_FILES = (Path("proffer.toml"), Path("/etc/proffer/proffer.toml"))


class Loaded(Struct, frozen=True):
    """The settings, and where each that is not a default came from."""

    settings: Settings
    origins: Mapping[Name, str]


class ConfigInvalid(Exception):  # noqa: N818 - the field's word
    """The settings cannot be used; `lines` say why, one thing each."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        super().__init__("\n".join(lines))


def load(
    *,
    config: Path | None = None,
    environment: Mapping[str, str],
    flags: Mapping[Name, tuple[str, Any]] | None = None,
    usual_files: tuple[Path, ...] = USUAL_FILES,
) -> Loaded:
    """Every setting from wherever it is set. `config` is the file named on the command line. Raises ConfigInvalid.

    Without `config` and PROFFER_CONFIG the first of `usual_files` that exists is read.
    """
    lines: list[str] = []
    given: dict[Name, Given] = {}
    path = config or _configured(environment) or next((file for file in usual_files if file.exists()), None)
    if path is not None:
        try:
            given |= from_file(path)
        except Invalid as invalid:
            lines += [_line(path, problem) for problem in invalid.problems]
        except OSError as error:
            lines.append(f"{path}: {error.strerror or error}")
    sources: list[Callable[[], dict[Name, Given]]] = [
        lambda: from_environment(environment),
        lambda: from_flags(flags or {}),
    ]
    for source in sources:
        try:
            given |= source()
        except Invalid as invalid:
            lines += [problem.message for problem in invalid.problems]
    if lines:
        raise ConfigInvalid(lines)
    return Loaded(_settings(given), {name: value.origin for name, value in given.items()})


def _configured(environment: Mapping[str, str]) -> Path | None:
    return Path(environment[CONFIG_VARIABLE]) if environment.get(CONFIG_VARIABLE) else None


def _line(path: Path, problem: Problem) -> str:
    return f"{path}:{problem.line}: {problem.message}" if problem.line else f"{path}: {problem.message}"


def _settings(given: Mapping[Name, Given]) -> Settings:
    sections: dict[str, Any] = {}
    for section in SECTIONS:
        values = {attribute: found.value for (owner, attribute), found in given.items() if owner == section.attribute}
        sections[section.attribute] = section.type(**values)
    return Settings(**sections)
