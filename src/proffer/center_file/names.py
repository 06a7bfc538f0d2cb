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
    _once(users, lambda user: [user["id"]] if "id" in user else [], "id", where.at("users"))
    for key in ("groups", "queues"):
        numbered = parts.things[key]
        _once(numbered, lambda thing: [str(thing["number"])] if "number" in thing else [], "number", where.at(key))
    _not_of_the_absent(users, previous, where.at("users"))
    _same_center(parts, previous, where.at("contact-center-id"))
    taken = [state.operation_name for state in BUILT_IN] + list(RESERVED_OPERATIONS)
    ids = [state.id.upper() for state in BUILT_IN]
    for state in states:
        if state["table"] in taken or state.get("id", "").upper() in ids:
            where.at("agent-states", state["table"]).wrong("this operation or id is built in, choose another name")


def employee_id(user: dict[str, Any]) -> str:
    """What identifies a user of the file."""
    return str(user.get("employee_id") or user["table"])


def match(users: Iterable[dict[str, Any]], previous: Center | None) -> dict[str, str]:
    """Table → user id, for everybody who is already known: by id if the file has one, by employee id, by user name."""
    if previous is None:
        return {}
    users = list(users)
    found = {user["table"]: user["id"] for user in users if user.get("id") in previous.user_by_id}
    by_employee_id = {user["table"]: previous.user_by_employee_id.get(employee_id(user)) for user in users}
    by_name = {user["table"]: previous.user_by_name.get(user["table"].casefold()) for user in users}
    for known in (by_employee_id, by_name):
        matched = set(found.values())
        for user in users:
            one = known[user["table"]]
            if "id" not in user and user["table"] not in found and one is not None and one.id not in matched:
                found[user["table"]] = one.id
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
    """Somebody absent from the file stays, disabled, and keeps his user name and his employee id."""
    if previous is None:
        return
    known = match(users, previous)
    present = set(known.values())
    absent = [user for user in previous.users if user.id not in present]
    by_name = {user.user_name.casefold(): user for user in absent}
    by_employee_id = {user.employee_id: user for user in absent}
    for user in users:
        for what, other in (
            ("user name", by_name.get(user["table"].casefold())),
            ("employee id", by_employee_id.get(employee_id(user))),
        ):
            if other is not None:
                who = f"employee {other.employee_id}" if what == "user name" else f'user "{other.user_name}"'
                where.at(user["table"]).wrong(
                    f"this {what} belongs to {who}, who is absent from the file but stays known"
                )


def _same_center(parts: Parts, previous: Center | None, where: Where) -> None:
    """The file of another installation would give everything other ids."""
    wanted = parts.contact_center_id
    if previous is not None and wanted is not None and wanted != previous.contact_center_id:
        where.wrong(f"this contact centre is {previous.contact_center_id}; leave the key out to change it all the same")
