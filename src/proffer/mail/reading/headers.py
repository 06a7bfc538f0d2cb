"""The header block of a message or of a part: found where it begins, read field by field, whatever stands between."""

from __future__ import annotations

import re
from collections.abc import Iterator

from proffer.mail.reading.charset import decoded
from proffer.mail.reading.parameters import Parameterised, parameterised
from proffer.mail.reading.printable import one_line
from proffer.record import Struct

__all__ = ["Block", "Headers", "read_block"]

FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
MBOX_LINE = re.compile(rb">?From ")
PREFACE_BYTES_MAX = 16 * 1024
BLOCK_BYTES_MAX = 1024 * 1024
FIELDS_MAX = 2000


class Headers:
    """The fields in order, names in lower case, values as octets with line breaks; of doubles the first counts."""

    def __init__(self, fields: list[tuple[str, bytes]]) -> None:
        self.fields = fields
        self._first: dict[str, bytes] = {}
        for name, value in fields:
            if not self._first.get(name, b"").strip():
                self._first[name] = value

    def raw(self, name: str) -> bytes:
        return self._first.get(name, b"")

    def unfolded(self, name: str, characters_max: int = 4096) -> str:
        """Not decoded (contract 8.2): line breaks removed, runs of blanks to one."""
        return one_line(decoded(self.raw(name)[: characters_max * 4]), characters_max)

    def parameterised(self, name: str) -> Parameterised:
        return parameterised(" ".join(decoded(self.raw(name)).split()))

    def __iter__(self) -> Iterator[str]:
        return iter(self._first)


class Block(Struct, frozen=True):
    """The headers, where the body begins, and codes of what was wrong."""

    headers: Headers
    body_start: int
    defects: tuple[str, ...]


def read_block(source: bytes, start: int, end: int, *, outermost: bool = False) -> Block:
    """Read fields from `start` to the empty line. Only the outermost block may have rubbish before its first field."""
    position = _skip_preface(source, start, end) if outermost else start
    fields: list[tuple[str, list[bytes]]] = []
    defects: dict[str, None] = {}
    limit = min(end, position + BLOCK_BYTES_MAX)
    while position < end:
        line, following = _line(source, position, end)
        text = line.rstrip(b"\r\n")
        if not text:
            position = following
            break
        if position > limit or len(fields) >= FIELDS_MAX:
            defects["header_clipped"] = None
            position = _after_empty_line(source, position, end)
            break
        field = FIELD.match(text)
        if line[:1] in b" \t" and fields:
            fields[-1][1].append(line)
        elif field is not None:
            fields.append((field[1].decode("ascii").lower(), [line[field.end() :]]))
        elif _goes_on(source, following, end) and (fields or outermost):
            defects["header_rubbish"] = None
        else:
            defects["header_unended"] = None
            break
        position = following
    return Block(Headers([(name, b"".join(lines)) for name, lines in fields]), position, tuple(defects))


def _line(source: bytes, position: int, end: int) -> tuple[bytes, int]:
    stop = source.find(b"\n", position, end)
    following = end if stop < 0 else stop + 1
    return source[position:following], following


def _skip_preface(source: bytes, start: int, end: int) -> int:
    """A byte order mark, empty lines, the `From ` line of an mbox."""
    position = start + (3 if source.startswith(b"\xef\xbb\xbf", start) else 0)
    first = position
    while position < min(end, first + PREFACE_BYTES_MAX):
        line, following = _line(source, position, end)
        if line.strip() and MBOX_LINE.match(line) is None:
            break
        position = following
    return position if FIELD.match(source, position, min(end, position + 300)) else first


def _goes_on(source: bytes, position: int, end: int) -> bool:
    """Does another field follow a line that is none?"""
    line, _ = _line(source, position, min(end, position + 1000))
    return FIELD.match(line) is not None


def _after_empty_line(source: bytes, position: int, end: int) -> int:
    found = re.compile(rb"\n\r*\n").search(source, position, end)
    return found.end() if found else end
