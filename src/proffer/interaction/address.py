"""Addresses as agents write them: `addr` or `Name <addr>`, alone or in a list with commas (contract 10.7)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from proffer.record import Struct

ADDRESS_CHARACTERS_MAX = 254  # RFC 5321 4.5.3.1.3, without the angle brackets
NAME_CHARACTERS_MAX = 255
LOCAL_CHARACTERS_MAX = 64

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_HOLDS = re.compile(r"[^\s@<>(),;:\\\"\[\]]+@[^\s@<>(),;:\\\"\[\]]+")  # what a header can hold without quoting
_ATOMS = re.compile(r"[^\s.@]+(?:\.[^\s.@]+)*")
_LABEL = re.compile(r"[^\W_](?:[^\W_]|-){0,61}[^\W_]|[^\W_]")
_PLAIN_NAME = re.compile(r"[^()<>\[\]:;@\\,.\"]*")  # RFC 5322 3.2.3: without specials; a dot is one


class NotAnAddress(ValueError):  # noqa: N818 - says what is the case
    """What was given is not the address of a mailbox."""


class Mailbox(Struct, frozen=True):
    """`name` may be empty; `address` as written."""

    name: str
    address: str

    @property
    def display(self) -> str:
        """`Name <addr>`, the name quoted where it must be, so that it is read back as it was."""
        if not self.name:
            return self.address
        if _PLAIN_NAME.fullmatch(self.name):
            return f"{self.name} <{self.address}>"
        quoted = self.name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{self.address}>'

    @property
    def folded(self) -> str:
        """The address for comparing: hosts ignore case, and people take no two mailboxes for different ones by it."""
        return self.address.casefold()


def mailbox(text: str, *, checked: bool = True) -> Mailbox:
    """One address. `checked`: also in the form of RFC 5321, else only such that a header can hold it.

    Raises NotAnAddress.
    """
    if _UNPRINTABLE.search(text):
        raise NotAnAddress("has control characters")
    text = text.strip()
    name, address = "", text
    if text.endswith(">"):
        before, opened, inside = text[:-1].rpartition("<")
        if not opened:
            raise NotAnAddress("has no opening bracket")
        name, address = _unquoted(before.strip()), inside.strip()
    if len(name) > NAME_CHARACTERS_MAX or len(address) > ADDRESS_CHARACTERS_MAX or not _HOLDS.fullmatch(address):
        raise NotAnAddress("is not `addr` or `Name <addr>`")
    local, _, domain = address.partition("@")
    if checked and not (
        len(local) <= LOCAL_CHARACTERS_MAX
        and _ATOMS.fullmatch(local)
        and all(_LABEL.fullmatch(label) for label in domain.split("."))
    ):
        raise NotAnAddress("is not an address of mail")
    return Mailbox(name, address)


def separated(text: str) -> Iterator[str]:
    """The pieces of a comma list; commas in quotes and angle brackets separate nothing, empty pieces are left out."""
    start, quoted, angle, escaped = 0, False, False, False
    for at, character in enumerate(text):
        if escaped:
            escaped = False
        elif quoted:
            escaped, quoted = character == "\\", character != '"'
        elif character == '"':
            quoted = True
        elif character in "<>":
            angle = character == "<"
        elif character == "," and not angle:
            yield from _filled(text[start:at])
            start = at + 1
    yield from _filled(text[start:])


def _filled(piece: str) -> tuple[str, ...]:
    return (piece.strip(),) if piece.strip() else ()


def printable(text: str) -> bool:
    """Whether it can stand in a header: no control characters, not too long for a name."""
    return len(text) <= NAME_CHARACTERS_MAX and not _UNPRINTABLE.search(text)


def shown(text: str) -> Mailbox:
    """An address that came by mail and is shown as it was written there: whatever stands in the last brackets."""
    name, opened, inside = text.rpartition("<")
    if opened and inside.endswith(">"):
        return Mailbox(_unquoted(name.strip()), inside[:-1].strip())
    return Mailbox("", text.strip())


def _unquoted(name: str) -> str:
    if len(name) >= 2 and name[0] == name[-1] == '"':
        return re.sub(r"\\(.)", r"\1", name[1:-1]).strip()
    return name
