"""One more user in a contact centre that is in force, checked as his table in a file would be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proffer.center.center import Center
from proffer.center.user import User
from proffer.center_file.events import CenterApplied
from proffer.center_file.identity import new_user_id
from proffer.center_file.references import must_exist
from proffer.center_file.sections import USERS
from proffer.record import Change, Write, replace
from proffer.toml_file import Invalid, Where, read_table


def user_from_table(center: Center, name: str, table: Mapping[str, Any]) -> User:
    """`table`: the keys of `[users.NAME]`. Raises Invalid with everything that is wrong."""
    where = Where({})
    values = read_table(dict(table), USERS.fields, where)
    name = USERS.name_form.read(name, where.at("name"))
    employee = str(values.get("employee_id") or name)
    _check_free(center, name, employee, where)
    for at, group in enumerate(values.get("groups", ())):
        must_exist(group, center.group_by_name, "group", where.at("groups", at))
    for skill in values.get("skills", ()):
        must_exist(skill, center.skill_by_name, "skill", where.at("skills", skill))
    if where.problems:
        raise Invalid(where.problems)
    return User(**{**values, "id": new_user_id(center, employee), "user_name": name, "employee_id": employee})


def decide_join(center: Center, user: User, now: int, by: str = "") -> Change:
    """The centre with one user more; nothing else changes."""
    after = replace(center, users=(*center.users, user), applied_at=now)
    event = CenterApplied(at=now, by=by, changed=(f"user {user.user_name}",))
    return Change(writes=(Write(center, after),), events=(event,))


def _check_free(center: Center, name: str, employee: str, where: Where) -> None:
    same_name, same_employee = center.user_by_name.get(name.casefold()), center.user_by_employee_id.get(employee)
    if same_name is not None:
        hint = "" if same_name.enabled else ', disabled; "enabled = true" in a center.toml brings this user back'
        where.wrong(f'there is a user "{same_name.user_name}" already{hint}')
    elif same_employee is not None:
        where.at("employee-id").wrong(f'"{employee}" belongs to user "{same_employee.user_name}"')
