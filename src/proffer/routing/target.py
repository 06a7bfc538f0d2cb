"""A target is whom a queue looks for: an agent group, a skill expression or one agent (contract 12.4)."""

from __future__ import annotations

from proffer.center.center import Center
from proffer.center.queue import AGENT, EXPRESSION, GROUP, Target
from proffer.center.user import AGENT as AGENT_ROLE
from proffer.center.user import User
from proffer.record import Struct
from proffer.routing.skill_expression import parse

AGENT_PREFIX = "agent:"
TYPE_AGENT, TYPE_GROUP = "0", "2"  # an expression counts as a group: seen in the vendor's samples (contract 8.2)


class Requested(Struct, frozen=True):
    """The user-data values written when routing begins (contract 8.2)."""

    target: str  # RTargetRequested and RTargetAgentGroup
    skills: dict[str, str] | None  # RRequestedSkills
    combination: str  # RRequestedSkillCombination


class Selected(Struct, frozen=True):
    """The user-data values of the target that won, written with the invitation (contract 8.2)."""

    type: str  # RTargetTypeSelected
    object: str  # RTargetObjectSelected, also the end of PegAG…
    number: str  # RTargetObjSelDBID


def employee_id(target: Target) -> str:
    """Whom an agent target names: `E1042` of `agent:E1042`."""
    assert target.kind == AGENT
    return target.text.removeprefix(AGENT_PREFIX)


def one_agent(employee: str) -> Target:
    """The target that looks for one agent, by his employee id."""
    return Target(kind=AGENT, text=AGENT_PREFIX + employee)


def fits(target: Target, user: User) -> bool:
    """Does this target look for this user? Says nothing about his readiness. Raises SkillExpressionError."""
    if AGENT_ROLE not in user.roles or not user.enabled:
        return False
    if target.kind == GROUP:
        return target.text in user.groups
    if target.kind == EXPRESSION:
        return parse(target.text).fits(user.skills)
    return user.employee_id == employee_id(target)


def requested(target: Target) -> Requested:
    """What user data says about a queue's target while the email waits."""
    if target.kind == EXPRESSION:
        expression = parse(target.text)
        return Requested(target.text, expression.requested_skills(), expression.combination())
    return Requested(_object(target), None, "")


def selected(target: Target, center: Center) -> Selected:
    """What user data says about the target an agent was found by."""
    group = center.group_by_name.get(target.text) if target.kind == GROUP else None
    return Selected(
        type=TYPE_AGENT if target.kind == AGENT else TYPE_GROUP,
        object=_object(target),
        number="" if group is None else str(group.number),
    )


def _object(target: Target) -> str:
    return employee_id(target) if target.kind == AGENT else target.text
