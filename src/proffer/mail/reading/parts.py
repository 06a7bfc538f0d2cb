"""The parts of a message, as a tree: where each begins and ends in the source, and what it says it is (RFC 2046).

Written by hand over octets and not on the standard library's parser, which goes line by line, recurses with the
sender's nesting, and does not keep the octets of a forwarded message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from proffer.mail.reading.headers import Headers, read_block
from proffer.mail.reading.parameters import Parameterised
from proffer.mail.reading.transfer import undone

__all__ = ["Part", "read_parts"]

DEPTH_MAX = 60
PARTS_MAX = 1000
CONTENT_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")
GUESSED_BOUNDARY = re.compile(
    rb"(?:\A|\n)--([^\s-][^\r\n]{0,199}|-[^\r\n]{1,199})\r?\n(?=content-[a-z-]+[ \t]*:)", re.IGNORECASE
)


class Part:
    """One node. `number` is its place ("2.1", the root "0"), `children` are those of a multipart."""

    def __init__(self, source: bytes, number: str, start: int, end: int, parent: Part | None) -> None:
        block = read_block(source, start, end, outermost=parent is None)
        self.source = source
        self.number = number
        self.parent = parent
        self.headers: Headers = block.headers
        self.defects: list[str] = list(block.defects)
        self.start = block.body_start
        self.end = end
        self.children: list[Part] = []
        self.content_type: Parameterised = block.headers.parameterised("content-type")
        self.disposition: Parameterised = block.headers.parameterised("content-disposition")
        self.mime = _mime(self.content_type.value, parent)

    @property
    def depth(self) -> int:
        return 0 if self.parent is None else self.number.count(".") + 1

    def content(self) -> bytes:
        """The octets with the transfer encoding undone. Of a message inside, the message as it is."""
        encoding = self.headers.unfolded("content-transfer-encoding", 100)
        return undone(self.source[self.start : self.end], encoding)

    def all_parts(self) -> Iterator[Part]:
        """Itself and what is inside, in the order of the source."""
        yield self
        for child in self.children:
            yield from child.all_parts()

    def leaves(self) -> Iterator[Part]:
        return (part for part in self.all_parts() if not part.children)


def read_parts(source: bytes) -> Part:
    """The whole tree, but not deeper than DEPTH_MAX and not more than PARTS_MAX parts: the rest is not opened."""
    root = Part(source, "0", 0, len(source), None)
    open_parts = [root]
    count = 1
    while open_parts:
        part = open_parts.pop()
        if not part.mime.startswith("multipart/"):
            continue
        if part.depth >= DEPTH_MAX:
            root.defects.append("too_deep")
            continue
        for start, end in _pieces(part):
            if count >= PARTS_MAX:
                root.defects.append("too_many_parts")
                return root
            number = str(len(part.children) + 1)
            child = Part(source, number if part is root else f"{part.number}.{number}", start, end, part)
            part.children.append(child)
            count += 1
        open_parts.extend(reversed(part.children))
    return root


def _mime(declared: str, parent: Part | None) -> str:
    if CONTENT_TYPE.fullmatch(declared):
        return declared
    if declared.startswith("multipart"):
        return "multipart/mixed"
    return (
        "message/rfc822" if parent is not None and parent.mime == "multipart/digest" and not declared else "text/plain"
    )


def _pieces(part: Part) -> list[tuple[int, int]]:
    """Where the parts of a multipart begin and end (RFC 2046 5.1.1). A missing boundary is guessed."""
    boundary = part.content_type.parameters.get("boundary", "").encode("utf-8", "replace").rstrip()
    marks = _marks(part, boundary) if boundary else []
    if not marks:
        part.defects.append("no_boundary")
        guess = GUESSED_BOUNDARY.search(part.source, part.start, part.end)
        marks = _marks(part, guess[1].rstrip()) if guess else []
    elif not marks[-1][2] and len(marks) <= PARTS_MAX:
        part.defects.append("unended")
    pieces = []
    for index, (_, begins, closes) in enumerate(marks):
        ends = marks[index + 1][0] if index + 1 < len(marks) else part.end
        if not closes and begins <= ends:
            pieces.append((begins, ends))
    if marks and not pieces:
        part.defects.append("no_boundary")
    return pieces


def _marks(part: Part, boundary: bytes) -> list[tuple[int, int, bool]]:
    """The delimiter lines: where the line end before it begins, where the line after it begins, whether it closes."""
    delimiter = b"--" + boundary
    source, end = part.source, part.end
    marks: list[tuple[int, int, bool]] = []
    at = source.find(delimiter, part.start, end)
    while at >= 0 and len(marks) <= PARTS_MAX:
        stop = source.find(b"\n", at, end)
        following = end if stop < 0 else stop + 1
        rest = source[at + len(delimiter) : min(following, at + len(delimiter) + 1000)]
        closes = rest.startswith(b"--")
        if (at == part.start or source[at - 1 : at] == b"\n") and not (rest[2:] if closes else rest).strip():
            marks.append((_before_line_end(source, at, part.start), following, closes))
        at = source.find(delimiter, following if following > at else end, end)
    return marks


def _before_line_end(source: bytes, at: int, start: int) -> int:
    if at > start and source[at - 1 : at] == b"\n":
        at -= 1
        if at > start and source[at - 1 : at] == b"\r":
            at -= 1
    return at
