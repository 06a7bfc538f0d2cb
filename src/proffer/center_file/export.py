"""The contact centre in force as a `center.toml` that `apply` reads as the same one, here or on an empty server.

Defaults are left out. Ids and numbers are made from names again; the file has them where that would give others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import fields as fields_of

from proffer.center.center import Center
from proffer.center.options import Options
from proffer.center.queue import SEND
from proffer.center.user import User
from proffer.center_file.identity import agent_state_id, user_id_from_scratch
from proffer.center_file.sections import (
    AGENT_STATES,
    CENTER_ID,
    DISPOSITIONS,
    GROUPS,
    OPTIONS,
    OPTIONS_KEY,
    QUEUES,
    SECTIONS,
    USERS,
    Section,
)
from proffer.toml_file import write_table
from proffer.toml_file.writing import pairs, table

HEAD = """\
# The contact centre in force: configuration {number}{since}.
# Written by `proffer export`, read by `proffer apply`; center.example.toml shows every key. Keys left out have their
# defaults. Passwords are not in it: they are kept apart and stay as they are, a new server has none.
"""


def center_as_toml(center: Center) -> str:
    """The whole file. The same centre always gives the same text."""
    since = f" since {datetime.fromtimestamp(center.applied_at // 1_000, UTC):%Y-%m-%d %H:%M:%S} UTC"
    head = HEAD.format(number=center.version, since=since if center.applied_at else "")
    return "\n".join((head, *_blocks(center)))


def user_as_toml(center: Center, user: User) -> str:
    """The table of one user, to be added to a file."""
    return table((USERS.key, user.user_name), _written(USERS, user, center))


def _blocks(center: Center) -> Iterator[str]:
    yield "\n".join(pairs({CENTER_ID.key: center.contact_center_id})) + "\n"
    options = write_table(center.options, OPTIONS, Options())
    if options:
        yield table((OPTIONS_KEY,), options)
    for section in SECTIONS:
        things = getattr(center, section.attribute)
        if section.shorthand and things:
            yield table(
                (section.key,), {getattr(thing, section.name): _line(section, thing, center) for thing in things}
            )
        elif things:
            for thing in things:
                yield table((section.key, getattr(thing, section.name)), _written(section, thing, center))


def _line(section: Section, thing: Any, center: Center) -> object:
    """Plain text where nothing else is to be said; an inline table keeps the order where there is more."""
    values = _written(section, thing, center)
    [short] = (field for field in section.fields if field.key == section.shorthand)
    value = getattr(thing, short.attribute)
    return value if value is not None and not values.keys() - {short.key} else values


def _written(section: Section, thing: Any, center: Center) -> Mapping[str, Any]:
    """What the thing's table must say."""
    values = dict(write_table(thing, section.fields, _left_out(section, thing, center)))
    if section is QUEUES and thing.outbound != SEND:
        values.setdefault("targets", [])  # must be said, lest it was forgotten
    if section.marks and _is_marked(section, thing, center):
        values |= write_table(thing, section.marks)
    return values


def _left_out(section: Section, thing: Any, center: Center) -> Any:
    """The same thing with every key left out."""
    name = getattr(thing, section.name)
    required = {field.name: getattr(thing, field.name) for field in fields_of(section.type) if field.required}
    made_from_the_name: dict[str, Callable[[], dict[str, str]]] = {
        USERS.key: lambda: {"employee_id": name},
        AGENT_STATES.key: lambda: {"display_name": name, "id": agent_state_id(center, name)},
        DISPOSITIONS.key: lambda: {"display_name": name},
    }
    return section.type(**required | made_from_the_name.get(section.key, dict)())


def _is_marked(section: Section, thing: Any, center: Center) -> bool:
    """Whether an empty server would give it another id or number; numbers are told for all or none."""
    if section is USERS:
        return bool(thing.id != user_id_from_scratch(center, thing.employee_id))
    assert section in (GROUPS, QUEUES)
    numbers = [one.number for one in getattr(center, section.attribute)]
    return numbers != list(range(1, len(numbers) + 1))
