"""A command is one line from the peer: a verb, then a path with parameters or free text (RFC 5321 4.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from proffer.mail.receiving.reply import Refusal
from proffer.record import Struct

__all__ = ["Command", "Path", "parse_command", "parse_path"]

# A path is taken more generously than RFC 5321 4.1.2 writes it, because mail must not be lost over a blank or a missing
# bracket: a source route is dropped (appendix C), the domain may be missing (<postmaster>), any printable may occur.
# Each octet can be matched in one way only, so no hostile line costs more than one pass.
LOCAL_PART = r'(?:"(?:[^"\\\x00-\x1f\x7f]|\\[^\x00-\x1f\x7f])*"|[^\s\x00-\x20\x7f"<>@\\]|\\[^\x00-\x20\x7f])+'
DOMAIN = r'@(?:\[[^\s\x00-\x20\x7f<>\[\]]*\]|[^\s\x00-\x20\x7f"<>@\[\]\\]+)'
ADDRESS = rf"{LOCAL_PART}(?:{DOMAIN})?"
PATH = re.compile(
    rf"\s*(?:<\s*(?:@[^\s<>:]+:)?(?P<inside>{ADDRESS})?\s*>|(?P<bare>{ADDRESS}))(?P<rest>\s.*)?$", re.DOTALL
)
PARAMETER = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]*)(?:=([^\x00-\x20=]+(?:=[^\x00-\x20]*)?))?$")


class Command(Struct, frozen=True):
    """`verb` in capitals, `argument` without blanks around it. Octets that are not UTF-8 stay as surrogate escapes."""

    verb: str
    argument: str


class Path(Struct, frozen=True):
    """An address without brackets, "" for the null reverse path, and its parameters by capital name."""

    address: str
    parameters: Mapping[str, str | None]


def parse_command(line: bytes) -> Command:
    """A line without its line end. NUL, or a CR that ends no line, makes it no command at all."""
    if b"\0" in line or b"\r" in line:
        raise Refusal(500, "5.5.2", "A command line holds no NUL and no bare CR or LF")
    verb, _, argument = line.decode("utf-8", "surrogateescape").strip(" \t").partition(" ")
    return Command(verb.upper(), argument.strip(" \t"))


def parse_path(argument: str, keyword: str) -> Path:
    """`FROM:<ada@example.com> SIZE=10`, with keyword "FROM": the address and the parameters."""
    if argument[: len(keyword) + 1].upper() != keyword + ":":
        raise Refusal(501, "5.5.4", f"Say {keyword}:<address>")
    match = PATH.match(argument, len(keyword) + 1)
    if match is None:
        raise Refusal(501, "5.1.7" if keyword == "FROM" else "5.1.3", "This is not an address")
    address = match["inside"] or match["bare"] or ""
    if any("\ud800" <= character <= "\udfff" for character in address):
        raise Refusal(501, "5.5.2", "This address is not in UTF-8")
    return Path(address, _parameters((match["rest"] or "").split()))


def _parameters(words: list[str]) -> dict[str, str | None]:
    parameters: dict[str, str | None] = {}
    for word in words:
        match = PARAMETER.match(word)
        if match is None or match[1].upper() in parameters:
            raise Refusal(501, "5.5.4", "This is not a parameter, or it comes twice")
        parameters[match[1].upper()] = match[2]
    return parameters
