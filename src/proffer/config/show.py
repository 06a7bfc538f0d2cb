"""Shows the settings in force, each with where it came from; secrets are not shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from proffer.config.load import Loaded
from proffer.config.sections import SECTIONS
from proffer.record import Struct

DEFAULT = "default"
REDACTED = "(set, not shown)"
EXAMPLE_HEAD = """\
# Settings of one Proffer server. Every setting there is stands here with its default; take away the # to change one.
# Later sources win: this file, PROFFER_SECTION__KEY in the environment (or a file named by PROFFER_SECTION__KEY_FILE),
# options of the command line. `proffer config show` tells what is in force and where it came from.
# What belongs to the contact centre (users, queues, timers, mailboxes) stands in center.toml, see center.example.toml.
"""


class Shown(Struct, frozen=True):
    """One setting. `value` as TOML has it."""

    section: str
    key: str
    value: Any
    origin: str
    meaning: str


def shown(loaded: Loaded) -> Iterator[Shown]:
    """Every setting, section by section."""
    for section in SECTIONS:
        values = getattr(loaded.settings, section.attribute)
        for field in section.fields:
            value = field.form.write(getattr(values, field.attribute))
            origin = loaded.origins.get((section.attribute, field.attribute), DEFAULT)
            yield Shown(section.key, field.key, REDACTED if field.secret and value else value, origin, field.meaning)


def example() -> str:
    """`proffer.example.toml`: every setting there is, with its default, none of them set."""
    text = EXAMPLE_HEAD
    for section in SECTIONS:
        text += f"\n[{section.key}]\n"
        values = section.type()
        for field in section.fields:
            value = json.dumps(field.form.write(getattr(values, field.attribute)), ensure_ascii=False)
            comment = field.meaning or str(field.form)
            text += f"{f'#{field.key} = {value}':<47} # {comment}\n"
    return text


def as_text(loaded: Loaded) -> str:
    """As a `proffer.toml` that says everything."""
    text, section = "", ""
    for setting in shown(loaded):
        if setting.section != section:
            section = setting.section
            text += f"{chr(10) * bool(text)}[{section}]\n"
        line = f"{setting.key} = {json.dumps(setting.value, ensure_ascii=False)}"
        text += f"{line:<56} # {setting.origin}\n"
    return text
