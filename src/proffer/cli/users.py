"""`proffer user`: adds one, lists them, sets passwords; asks for a password without showing it, or makes one."""

from __future__ import annotations

import getpass
import json
import sys
from typing import Any

from proffer.cli.asking import asked
from proffer.cli.failure import USAGE, Failed
from proffer.config import Settings
from proffer.control import AddUser, ListedUser, ListUsers, SetPassword, UserAdded
from proffer.demo.password import new_password


def set_password(settings: Settings, name: str, *, must_change: bool, generate: bool) -> None:
    """Raises Failed."""
    password = new_password() if generate else _typed(name)
    asked(settings, SetPassword(user=name, password=password, must_change=must_change))
    print(password if generate else f"The password of {name} is set.")


def add_user(
    settings: Settings, name: str, table: dict[str, Any], *, must_change: bool, generate: bool, as_json: bool
) -> None:
    """`table`: keys of a center.toml, None where nothing was said. Raises Failed."""
    password = new_password() if generate else _typed(name)
    said = {key: value for key, value in table.items() if value not in (None, [], {})}
    added = asked(settings, AddUser(name=name, table=said, password=password, must_change=must_change))
    assert isinstance(added, UserAdded)
    if as_json:
        made = {"password": password} if generate else {}
        print(json.dumps({"user": added.user, "number": added.number, **made, "toml": added.toml}, ensure_ascii=False))
        return
    print(f"User {name} is added: configuration {added.number}.")
    if generate:
        print(f"Password: {password}")
    print(f"Add this to your center.toml, or write it anew with `proffer export`; a file without it disables {name}:\n")
    print(added.toml, end="")


def skills_of(words: list[str]) -> dict[str, int]:
    """`Billing=5` each. Raises Failed."""
    skills = {}
    for word in words:
        name, equals, level = word.rpartition("=")
        if not (equals and name and level.isascii() and level.isdigit() and len(level) <= 9):
            raise Failed(f"--skill {word}: expected a name, = and a level, such as Billing=5", code=USAGE)
        skills[name] = int(level)
    return skills


def list_users(settings: Settings, *, as_json: bool) -> None:
    """Raises Failed."""
    found = asked(settings, ListUsers())
    if as_json:
        import msgspec

        print(msgspec.json.encode(found).decode())
        return
    rows = [("USER", "EMPLOYEE", "NAME", "ROLES", "GROUPS", "SKILLS", ""), *map(_row, found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _row(user: ListedUser) -> tuple[str, ...]:
    return (
        user.name,
        user.employee_id,
        f"{user.first_name} {user.last_name}".strip(),
        ", ".join(user.roles),
        ", ".join(user.groups),
        ", ".join(f"{skill} {level}" for skill, level in user.skills.items()),
        ", ".join(["disabled"] * (not user.enabled) + ["no password"] * (not user.has_password)),
    )


def _typed(name: str) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass(f"New password of {name}: ")
    if getpass.getpass("The same again: ") != password:
        raise Failed("these are not the same")
    return password
