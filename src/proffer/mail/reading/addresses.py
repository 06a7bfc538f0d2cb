"""A list of addresses is taken apart the way people and programs really write it (RFC 5322 3.4)."""

from __future__ import annotations

import re

from proffer.mail.reading.charset import decoded
from proffer.mail.reading.printable import one_line
from proffer.mail.reading.words import words_decoded
from proffer.record import Struct

__all__ = ["Mailbox", "mailboxes"]

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|<[^<>]*>?|[(),;:]|[^"<(),;:)]+|.', re.DOTALL)
BARE = re.compile(r"[^\s<>\"(),;:\\]+@[^\s<>\"(),;:\\]+")
COMMENT = re.compile(r"\([^()]*\)")
SOURCE_BYTES_MAX = 64 * 1024
MAILBOXES_MAX = 1000


class Mailbox(Struct, frozen=True):
    """`name` decoded, "" if none; `address` as written, "" if there is none in it."""

    name: str
    address: str

    @property
    def display(self) -> str:
        """`Name <address>`, or what there is of it."""
        if self.name and self.address and self.name != self.address:
            return f"{self.name} <{self.address}>"
        return self.address or self.name


def mailboxes(raw: bytes, charset_hint: str = "") -> tuple[Mailbox, ...]:
    """Every mailbox of the header, in order; empty groups (`undisclosed-recipients:;`) have none."""
    found = []
    for piece in _Pieces(decoded(raw[:SOURCE_BYTES_MAX], charset_hint)).all():
        mailbox = _mailbox(piece)
        if mailbox.address or any(map(str.isalnum, mailbox.name)):
            found.append(mailbox)
        if len(found) >= MAILBOXES_MAX:
            break
    return tuple(found)


class _Piece:
    """What stood between two commas: words, quoted words, angle brackets and comments, kept apart."""

    def __init__(self) -> None:
        self.phrase: list[str] = []
        self.angle: str | None = None
        self.comment: list[str] = []


class _Pieces:
    """Cuts a header at commas and semicolons that are in no quotes, brackets or comments."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._done: list[_Piece] = []
        self._now = _Piece()

    def all(self) -> list[_Piece]:
        depth = 0
        for bit in TOKEN.findall(self._text):
            if bit in ("(", ")"):
                depth = max(0, depth + (1 if bit == "(" else -1))
            elif depth:
                self._now.comment.append(bit)
            elif bit in (",", ";"):
                self._cut()
            elif bit == ":" and "@" not in "".join(self._now.phrase):
                self._now = _Piece()  # what came before was the name of a group, or "mailto"
            elif bit[0] == "<" and self._now.angle is None:
                self._now.angle = bit.strip("<>")
            else:
                self._now.phrase.append(_unquoted(bit))
        self._cut()
        return self._done

    def _cut(self) -> None:
        self._done.append(self._now)
        self._now = _Piece()


def _mailbox(piece: _Piece) -> Mailbox:
    phrase = one_line(words_decoded(" ".join(word.strip() for word in piece.phrase)))
    comment = one_line(words_decoded("".join(piece.comment)))
    if piece.angle is not None:
        angle = COMMENT.sub("", piece.angle)
        address = one_line(angle.rpartition(":")[2] if angle.startswith("@") else angle)  # without a source route
        if address or not BARE.search(phrase):
            return Mailbox(phrase or comment, "".join(address.split()) if "@" in address else address)
    bare = BARE.search(phrase)
    if bare is None:
        return Mailbox(phrase, "")
    name = one_line(phrase.replace(bare[0], " ").replace("<", " ").replace(">", " ").strip(" '\""))
    return Mailbox(name or comment, bare[0])


def _unquoted(bit: str) -> str:
    return re.sub(r"\\(.)", r"\1", bit[1:].removesuffix('"')) if bit[0] == '"' else bit
