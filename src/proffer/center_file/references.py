"""What is named must exist: groups, skills, queues and employees that something in the file speaks of."""

from __future__ import annotations

from collections.abc import Collection

from proffer.center.options import Options
from proffer.center.queue import AGENT, EXPRESSION, GROUP, SEND, Target
from proffer.center_file.names import employee_id
from proffer.center_file.reading import Parts
from proffer.routing.skill_expression import SkillExpressionError, parse
from proffer.routing.target import employee_id as employee_named
from proffer.toml_file import Where, did_you_mean


def check_references(parts: Parts, where: Where) -> None:
    """Notes every name that nothing has, and every queue of the wrong direction."""
    _check_users(parts, where.at("users"))
    _check_queues(parts, where.at("queues"))
    _check_mailboxes(parts, where)
    _check_responses(parts, where)


def _check_users(parts: Parts, where: Where) -> None:
    groups, skills = _names(parts, "groups"), _names(parts, "skills")
    for user in parts.things["users"]:
        here = where.at(user["table"])
        for at, group in enumerate(user.get("groups", ())):
            must_exist(group, groups, "group", here.at("groups", at))
        for skill in user.get("skills", ()):
            must_exist(skill, skills, "skill", here.at("skills", skill))


def _check_queues(parts: Parts, where: Where) -> None:
    inbound, outbound = _queues(parts, outbound=False), _queues(parts, outbound=True)
    categories = _names(parts, "response-categories")
    known = {
        GROUP: _names(parts, "groups"),
        EXPRESSION: _names(parts, "skills"),
        AGENT: dict.fromkeys(map(employee_id, parts.things["users"])),
    }
    for queue in parts.things["queues"]:
        here = where.at(queue["table"])
        for at, target in enumerate(queue.get("targets", ())):
            _check_target(target, known[target.kind], here.at("targets", at))
        for at, name in enumerate(queue.get("reply_queues", ())):
            must_exist(name, outbound, "outbound queue", here.at("reply-queues", at))
        for at, name in enumerate(queue.get("response_categories", ())):
            must_exist(name, categories, "response category", here.at("response-categories", at))
        must_exist(queue.get("ndr_queue", ""), inbound, "inbound queue", here.at("ndr-queue"))
        overflow = queue.get("overflow_queue", "")
        must_exist(overflow, inbound, "inbound queue", here.at("overflow-queue"))
        if overflow == queue["table"]:
            here.at("overflow-queue").wrong("a queue cannot overflow into itself")
        if "targets" not in queue and queue.get("outbound") != SEND:
            here.wrong('"targets" is missing: nobody would be offered its emails (if that is meant: targets = [])')


def _check_target(target: Target, known: Collection[str], where: Where) -> None:
    if target.kind == AGENT:
        must_exist(employee_named(target), known, "employee", where)
    elif target.kind == EXPRESSION:
        for skill in _skills_of(target.text):
            must_exist(skill, known, "skill", where)
    else:
        must_exist(target.text, known, "group", where)


def _skills_of(expression: str) -> tuple[str, ...]:
    try:
        return parse(expression).names()
    except SkillExpressionError:  # noted when it was read
        return ()


def _check_mailboxes(parts: Parts, where: Where) -> None:
    inbound = _queues(parts, outbound=False)
    fallback = parts.options.get("default_inbound_queue", "")
    must_exist(fallback, inbound, "inbound queue", where.at("options", "default-inbound-queue"))
    replies = parts.options.get("default_outbound_queue", "")
    outbound = _queues(parts, outbound=True)
    must_exist(replies, outbound, "outbound queue", where.at("options", "default-outbound-queue"))
    for box in parts.things["mailboxes"]:
        here = where.at("mailboxes", box["table"])
        must_exist(box.get("queue", ""), inbound, "inbound queue", here.at("queue"))
        default = fallback or Options().default_inbound_queue
        if "queue" not in box and default not in inbound:
            here.wrong(f'it has no "queue", and option default-inbound-queue is "{default}", which does not exist')


def _check_responses(parts: Parts, where: Where) -> None:
    categories = {one["table"]: one.get("parent") for one in parts.things["response-categories"]}
    for name, parent in categories.items():
        here = where.at("response-categories", name, "parent")
        must_exist(parent or "", categories, "response category", here)
        above, seen = parent, {name}
        while above is not None and above not in seen:
            seen.add(above)
            above = categories.get(above)
        if above == name:
            here.wrong("a category cannot lie in itself")
    for response in parts.things["responses"]:
        here = where.at("responses", response["table"])
        must_exist(response.get("category", ""), categories, "response category", here.at("category"))
        starts, expires = response.get("starts_at"), response.get("expires_at")
        if starts is not None and expires is not None and expires <= starts:
            here.at("expires").wrong("it would expire before it begins")


def must_exist(name: str, known: Collection[str], what: str, where: Where) -> None:
    """Notes a name that nothing of this kind has, with the nearest one that something has."""
    if name and name not in known:
        where.wrong(f'there is no {what} "{name}"{did_you_mean(name, known)}')


def _names(parts: Parts, section: str) -> Collection[str]:
    return dict.fromkeys(thing["table"] for thing in parts.things[section])


def _queues(parts: Parts, *, outbound: bool) -> Collection[str]:
    return dict.fromkeys(queue["table"] for queue in parts.things["queues"] if ("outbound" in queue) == outbound)
