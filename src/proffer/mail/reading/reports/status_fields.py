"""The fields of a message/delivery-status part: one group about the message, one for each recipient (RFC 3464 2.1)."""

from __future__ import annotations

import re

from proffer.mail.reading.charset import decoded
from proffer.mail.reading.printable import one_line
from proffer.record import Struct

FIELD = re.compile(r"([!-9;-~]{1,100})[ \t]*:[ \t]*(.*)")
STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
ADDRESS = re.compile(r"[^\s<>\"(),;:\\]+@[^\s<>\"(),;:\\]+")
GROUPS_MAX = 1_000
BYTES_MAX = 512 * 1024
SAID_CHARACTERS_MAX = 1_000

Group = dict[str, str]


class StatusGroup(Struct, frozen=True):
    """What is said about one recipient. `action` in lower case; "" where a field is missing."""

    address: str
    action: str
    status: str
    said: str


def status_groups(content: bytes) -> tuple[StatusGroup, ...]:
    """Every group that names a recipient, in order."""
    return tuple(_status_group(group) for group in _groups(content) if _recipient(group))


def _groups(content: bytes) -> list[Group]:
    groups: list[Group] = [{}]
    name = ""
    for line in decoded(content[:BYTES_MAX]).splitlines():
        field = FIELD.match(line)
        if not line.strip():
            if groups[-1]:
                groups.append({})
            name = ""
        elif line[0] in " \t" and name:
            groups[-1][name] += " " + line.strip()
        elif field is not None:
            name = field[1].lower()
            groups[-1].setdefault(name, "")
            groups[-1][name] = f"{groups[-1][name]} {field[2]}".strip()
        if len(groups) > GROUPS_MAX:
            break
    return groups


def _recipient(group: Group) -> str:
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):  # the first is what we wrote to
        address = _address(group.get(name, ""))
        if address:
            return address
    return ""


def _address(value: str) -> str:
    """`rfc822; ada@example.org`, with or without brackets; a local name alone where there is no address."""
    plain = value.rpartition(";")[2].strip()
    found = ADDRESS.search(plain)
    return found[0] if found else plain.strip("<> ")


def _status_group(group: Group) -> StatusGroup:
    said = one_line(group.get("diagnostic-code", ""))[:SAID_CHARACTERS_MAX]
    status = STATUS.search(group.get("status", ""))
    return StatusGroup(
        _recipient(group),
        group.get("action", "").split("(")[0].strip().lower(),
        status[1] if status else "",
        re.sub(r"^[a-z0-9-]+\s*;\s*", "", said, flags=re.IGNORECASE),
    )
