"""A header value with parameters is taken apart: `text/plain; charset=utf-8; name*0="a"` (RFC 2045 5.1, RFC 2231)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote_to_bytes

from proffer.mail.reading.charset import decoded
from proffer.mail.reading.words import words_decoded
from proffer.record import Struct

__all__ = ["Parameterised", "parameterised"]

PARAMETER = re.compile(r"([^\s=;\"]{1,100})\s?=\s?(?:\"((?:[^\"\\]|\\.)*)\"?|([^;]*))", re.DOTALL)
SECTION = re.compile(r"^([^*]+)\*(?:(\d{1,4}))?(\*)?$")
VALUE_CHARACTERS_MAX = 32 * 1024
PARAMETERS_MAX = 200


class Parameterised(Struct, frozen=True):
    """`value` in lower case without comments, parameters decoded, by lower-case name; of doubles the first counts."""

    value: str
    parameters: Mapping[str, str]


def parameterised(text: str) -> Parameterised:
    """Never raises: what cannot be understood is left out."""
    text = " ".join(text[:VALUE_CHARACTERS_MAX].split())
    head, _, _ = text.partition(";")
    plain: dict[str, str] = {}
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    for count, match in enumerate(PARAMETER.finditer(text, len(head))):
        if count >= PARAMETERS_MAX:
            break
        name = match[1].lower()
        value = _unquoted(match[2]) if match[2] is not None else match[3].strip()
        section = SECTION.match(name)
        if section is None:
            plain.setdefault(name, value)
        else:
            number = int(section[2] or 0)
            sections.setdefault(section[1], {}).setdefault(
                number, (value, section[3] is not None or section[2] is None)
            )
    joined = {name: _joined(parts) for name, parts in sections.items()}
    return Parameterised(
        re.sub(r"\([^()]*\)", "", head).strip().strip("\"'").lower(),
        {name: words_decoded(value) for name, value in plain.items()} | joined,
    )


def _unquoted(value: str) -> str:
    r"""Only `\"` and `\\` are escapes: programs put `C:\temp\report.pdf` there unescaped."""
    return re.sub(r'\\(["\\])', r"\1", value)


def _joined(parts: Mapping[int, tuple[str, bool]]) -> str:
    """RFC 2231: sections in the order of their numbers, the first one names the charset; octets first, then letters."""
    octets = []
    charset = ""
    for number, (value, extended) in sorted(parts.items()):
        if extended and number == 0 and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)
        raw = value.encode("utf-8", "replace")
        octets.append(unquote_to_bytes(raw) if extended else raw)
    text = decoded(b"".join(octets), charset)
    return words_decoded(text)
