"""Names are given once: user names, employee ids, addresses, operation names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from proffer.center.agent_state import BUILT_IN
from proffer.center.center import Center
from proffer.center_file.reading import Parts
from proffer.toml_file import Where

# What a desktop posts to the same addresses and means something else by (contract 4, 5.3).
RESERVED_OPERATIONS = (
    "StartContactCenterSession",
    "EndContactCenterSession",
    "ChangePassword",
    "DoNotDisturbOn",
    "DoNotDisturbOff",
)


def check_names(parts: Parts, previous: Center | None, where: Where) -> None:
    """Notes every name that is given twice or belongs to something else."""
    users, boxes, states = parts.things["users"], parts.things["mailboxes"], parts.things["agent-states"]
    _once(users, lambda user: [user["table"].casefold()], "user name", where.at("users"))
    _once(users, lambda user: [employee_id(user)], "employee id", where.at("users"))
    _once(boxes, lambda box: [box["address"], *box.get("aliases", ())], "address", where.at("mailboxes"))
    _once(states, lambda state: [state["id"].upper()] if "id" in state else [], "id", where.at("agent-states"))
    _not_of_the_absent(users, previous, where.at("users"))
    taken = [state.operation_name for state in BUILT_IN] + list(RESERVED_OPERATIONS)
    ids = [state.id.upper() for state in BUILT_IN]
    for state in states:
        if state["table"] in taken or state.get("id", "").upper() in ids:
            where.at("agent-states", state["table"]).wrong("this operation or id is built in, choose another name")


def employee_id(user: dict[str, Any]) -> str:
    """What identifies a user of the file."""
    return str(user.get("employee_id") or user["table"])


def match(users: Iterable[dict[str, Any]], previous: Center | None) -> dict[str, str]:
    """Table → user id, for everybody who is already known: by employee id, else by user name."""
    if previous is None:
        return {}
    users = list(users)
    found = {
        user["table"]: previous.user_by_employee_id[employee_id(user)].id
        for user in users
        if employee_id(user) in previous.user_by_employee_id
    }
    matched = set(found.values())
    for user in users:
        same_name = previous.user_by_name.get(user["table"].casefold())
        if user["table"] not in found and same_name is not None and same_name.id not in matched:
            found[user["table"]] = same_name.id
    return found


def _once(
    things: Iterable[dict[str, Any]], names: Callable[[dict[str, Any]], list[str]], what: str, where: Where
) -> None:
    first: dict[str, str] = {}
    for thing in things:
        for name in filter(None, names(thing)):
            if name in first:
                where.at(thing["table"]).wrong(f'the {what} "{name}" belongs to {first[name]} already')
            first.setdefault(name, f'"{thing["table"]}"')


def _not_of_the_absent(users: list[dict[str, Any]], previous: Center | None, where: Where) -> None:
    """Somebody absent from the file stays, disabled, and keeps his user name."""
    if previous is None:
        return
    known = match(users, previous)
    absent = {user.user_name.casefold(): user for user in previous.users if user.id not in known.values()}
    for user in users:
        other = absent.get(user["table"].casefold())
        if other is not None:
            where.at(user["table"]).wrong(
                f"this user name belongs to employee {other.employee_id}, who is absent from the file but stays known"
            )
