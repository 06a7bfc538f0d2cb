"""Who is who: what was there before keeps its id and number, what is new gets an id made from its name."""

from __future__ import annotations

from base64 import b32encode
from typing import Any
from uuid import UUID, uuid5

from proffer.center.agent_state import NOT_READY, AgentState, Disposition
from proffer.center.center import Center
from proffer.center.options import Options
from proffer.center.queue import Mailbox, Queue
from proffer.center.standard_response import ResponseCategory, StandardResponse
from proffer.center.user import AgentGroup, Skill, User
from proffer.center_file.names import employee_id, match
from proffer.center_file.reading import Parts


def identified(parts: Parts, previous: Center | None, contact_center_id: str) -> Center:
    """The `Center` made of checked parts."""
    before = previous or Center(contact_center_id=parts.contact_center_id or contact_center_id)
    things = {key: [dict(thing) for thing in found] for key, found in parts.things.items()}
    ids = _Ids(before.contact_center_id)
    return Center(
        version=before.version,
        contact_center_id=before.contact_center_id,
        options=Options(**parts.options),
        users=_users(things["users"], previous, ids),
        skills=tuple(Skill(id=ids.dashed("skill", values["name"]), **values) for values in _bare(things["skills"])),
        groups=_groups(things["groups"], before, ids),
        queues=_queues(things["queues"], before, ids),
        mailboxes=tuple(Mailbox(**values) for values in _bare(things["mailboxes"])),
        custom_states=tuple(_agent_state(values, ids) for values in _bare(things["agent-states"])),
        response_categories=tuple(_category(values, ids) for values in _bare(things["response-categories"])),
        responses=tuple(_response(values, ids) for values in _bare(things["responses"])),
        dispositions=tuple(_disposition(values, ids) for values in _bare(things["dispositions"])),
    )


def new_user_id(center: Center, employee: str) -> str:
    """For somebody who joins those there are."""
    return _Ids(center.contact_center_id).user(employee, {user.id for user in center.users})


def user_id_from_scratch(center: Center, employee: str) -> str:
    """What he would get on an empty server."""
    return _Ids(center.contact_center_id).user(employee, set())


def agent_state_id(center: Center, operation_name: str) -> str:
    """What a state gets whose id the file does not name."""
    return _Ids(center.contact_center_id).agent_state(operation_name)


class _Ids:
    """The same contact centre, kind and name always give the same id."""

    def __init__(self, contact_center_id: str) -> None:
        self._namespace = UUID(contact_center_id)

    def dashed(self, kind: str, name: str) -> str:
        return str(uuid5(self._namespace, f"{kind}/{name}"))

    def short(self, kind: str, name: str) -> str:
        """16 capitals and digits, as documents have (contract 2.11)."""
        return b32encode(uuid5(self._namespace, f"{kind}/{name}").bytes)[:16].decode()

    def agent_state(self, operation_name: str) -> str:
        return self.dashed("agent state", operation_name).upper()

    def user(self, employee: str, taken: set[str]) -> str:
        """32 hex digits (contract 2.11); another one where somebody who changed the employee id still has it."""
        found, attempt = UUID(self.dashed("user", employee)).hex, 1
        while found in taken:
            attempt += 1
            found = UUID(self.dashed("user", f"{employee}/{attempt}")).hex
        return found


def _users(things: list[dict[str, Any]], previous: Center | None, ids: _Ids) -> tuple[User, ...]:
    known = match(things, previous)
    taken = {user.id for user in previous.users} if previous else set()
    taken |= {values["id"] for values in things if "id" in values}
    users = []
    for values in things:
        employee, table = employee_id(values), values.pop("table")
        user_id = known.get(table) or values.get("id") or ids.user(employee, taken)
        taken.add(user_id)
        users.append(User(**{**values, "id": user_id, "employee_id": employee}))
    return tuple(users)


def _groups(things: list[dict[str, Any]], before: Center, ids: _Ids) -> tuple[AgentGroup, ...]:
    numbers = _numbers({group.name: group.number for group in before.groups}, things)
    return tuple(
        AgentGroup(id=f"2-{ids.dashed('group', values['name'])}", **{**values, "number": numbers[values["name"]]})
        for values in _bare(things)
    )


def _queues(things: list[dict[str, Any]], before: Center, ids: _Ids) -> tuple[Queue, ...]:
    numbers = _numbers({queue.name: queue.number for queue in before.queues}, things)
    return tuple(
        Queue(id=ids.dashed("queue", values["name"]), **{**values, "number": numbers[values["name"]]})
        for values in _bare(things)
    )


def _numbers(given: dict[str, int], things: list[dict[str, Any]]) -> dict[str, int]:
    """Those of the file, then those given before where nobody has taken them, then the next ones."""
    numbers = {thing["table"]: thing["number"] for thing in things if "number" in thing}
    taken = set(numbers.values())
    numbers |= {name: number for name, number in given.items() if name not in numbers and number not in taken}
    for thing in things:
        numbers.setdefault(thing["table"], max(numbers.values(), default=0) + 1)
    return numbers


def _agent_state(values: dict[str, Any], ids: _Ids) -> AgentState:
    name = values["operation_name"]
    defaults = {"id": ids.agent_state(name), "display_name": name, "state": NOT_READY}
    return AgentState(**(defaults | values))


def _disposition(values: dict[str, Any], ids: _Ids) -> Disposition:
    name = values["name"]
    return Disposition(**({"id": ids.dashed("disposition", name), "display_name": name} | values))


def _category(values: dict[str, Any], ids: _Ids) -> ResponseCategory:
    return ResponseCategory(id=f"3-{ids.dashed('response category', values['name'])}", **values)


def _response(values: dict[str, Any], ids: _Ids) -> StandardResponse:
    return StandardResponse(id=ids.short("response", values["name"]), **values)


def _bare(things: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in thing.items() if key != "table"} for thing in things]
