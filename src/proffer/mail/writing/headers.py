"""Header lines of an outgoing mail, each folded here: the standard library would write a long Message-ID as words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote

from proffer.interaction.outgoing import Outgoing
from proffer.mail.writing.addresses import address_list
from proffer.mail.writing.thread_index import child_index
from proffer.mail.writing.words import folded_text, plain

__all__ = ["Folded", "disposition", "headers_of"]

MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,900}>")
REFERENCES_MAX = 30
REFERENCES_CHARACTERS_MAX = 4_000
AUTO_SUBMITTED = ("auto-generated", "auto-replied")  # RFC 3834 5
INNER_LINE_END = re.compile(r"\r\n(?=[ \t][^\r\n])")
NAME_PIECE_CHARACTERS = 60


class Folded(str):
    """A header's value with its folds, which the standard library writes as it stands: it asks `name` and `fold`."""

    name: str

    def __new__(cls, name: str, value: str) -> Folded:
        assert not set("\r\n") & set(INNER_LINE_END.sub("", value)), "after a line end a folded value goes on"
        made = str.__new__(cls, value)
        made.name = name
        return made

    def fold(self, *, policy: Any) -> str:
        return f"{self.name}: {self}\r\n"


def headers_of(mail: Outgoing) -> Iterator[Folded]:
    """In the order they are written. Raises Unwritable for a sender or recipient that is no address."""
    for name, value in _values(mail):
        if value:
            yield Folded(name, value)


def _values(mail: Outgoing) -> Iterator[tuple[str, str]]:
    yield "Date", format_datetime(datetime.fromtimestamp(mail.sent_at // 1_000, UTC))
    yield "From", address_list((mail.sender,))
    yield "To", address_list(mail.to) or ("" if mail.cc else "undisclosed-recipients:;")
    yield "Cc", address_list(mail.cc)
    yield "Subject", folded_text("Subject", mail.subject)
    yield "Message-ID", _identifier(mail.message_id)
    yield "In-Reply-To", _identifier(mail.in_reply_to)
    yield "References", "\r\n ".join(_references(mail.references))
    yield "Thread-Index", folded_index(child_index(mail.thread_index, mail.message_id, mail.sent_at))
    yield "Auto-Submitted", mail.auto_submitted if mail.auto_submitted in AUTO_SUBMITTED else ""


def _identifier(identifier: str) -> str:
    """Left out if it is none: what a customer's program made up must not break our mail."""
    return identifier if MESSAGE_ID.fullmatch(identifier) else ""


def _references(references: Sequence[str]) -> list[str]:
    """The first one and the latest ones: the way is found from either end, and the header stays bounded."""
    known = list(dict.fromkeys(r for r in references if MESSAGE_ID.fullmatch(r)))
    kept = known[:1] + known[1:][-(REFERENCES_MAX - 1) :]
    while len(kept) > 2 and sum(map(len, kept)) > REFERENCES_CHARACTERS_MAX:
        del kept[1]
    return kept


def folded_index(value: str) -> str:
    """Base64 may be folded anywhere: its readers take blanks out."""
    return "\r\n ".join(value[at : at + NAME_PIECE_CHARACTERS] for at in range(0, len(value), NAME_PIECE_CHARACTERS))


def disposition(kind: str, name: str) -> Folded:
    """Content-Disposition with the file's name, never with a path; beyond ASCII or long in pieces (RFC 2231 3, 4)."""
    name = plain(name).replace("\\", "/").rpartition("/")[2]
    if not name:
        return Folded("Content-Disposition", kind)
    if name.isascii() and len(name) <= NAME_PIECE_CHARACTERS and not set('"%') & set(name):
        return Folded("Content-Disposition", f'{kind};\r\n filename="{name}"')
    encoded = quote("utf-8''", safe="'") + quote(name, safe="")
    pieces = re.findall(rf"(?:%[0-9A-F]{{2}}|[^%]){{1,{NAME_PIECE_CHARACTERS // 3}}}", encoded)
    if len(pieces) == 1:
        return Folded("Content-Disposition", f"{kind};\r\n filename*={encoded}")
    lines = (f" filename*{number}*={piece}" for number, piece in enumerate(pieces))
    return Folded("Content-Disposition", f"{kind};\r\n" + ";\r\n".join(lines))
