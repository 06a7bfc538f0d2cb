"""People of the contact centre and what they are able to do."""

from __future__ import annotations

from proffer.record import Struct

AGENT, SUPERVISOR, ADMIN, APIUSER = "agent", "supervisor", "admin", "apiuser"
ROLES = (AGENT, SUPERVISOR, ADMIN, APIUSER)
INSIGHT = frozenset((SUPERVISOR, ADMIN, APIUSER))  # roles that may read emails of others (contract 2.9)


class User(Struct, frozen=True, kw_only=True):
    """A user (contract 3.6, 11.5). `id`: 32 lower-case hex digits. Passwords are kept elsewhere."""

    id: str
    user_name: str
    employee_id: str
    first_name: str = ""
    last_name: str = ""
    email_address: str = ""
    roles: tuple[str, ...] = (AGENT,)
    enabled: bool = True
    change_password_on_first_login: bool = False
    place: str | None = None  # default place; else the employee id
    capacity: int | None = None  # emails at once, 0..100; None: option email-capacity
    skills: dict[str, int] = {}  # name → level
    groups: tuple[str, ...] = ()  # names of agent groups
    signature: str = ""  # of several lines; where the outbound queue asks for it


class Skill(Struct, frozen=True, kw_only=True):
    """An ability with a number per agent. `id`: dashed UUID."""

    id: str
    name: str
    description: str = ""


class AgentGroup(Struct, frozen=True, kw_only=True):
    """Agents a queue can ask together. `id`: `2-` and a UUID; `number`: small integer shown as RTargetObjSelDBID."""

    id: str
    number: int
    name: str
    description: str = ""
