"""A reply is what the server answers to a command: a code, an enhanced status, a text (RFC 5321 4.2, RFC 2034)."""

from __future__ import annotations

from collections.abc import Sequence

from proffer.record import Struct

__all__ = ["Refusal", "Reply", "joined"]

TEXT_CHARACTERS_MAX = 400  # RFC 5321 4.5.3.1.5: a reply line has 512 octets at most, code and line end included


class Reply(Struct, frozen=True):
    """`code` such as 250, `status` such as "2.1.5" or "" for none, `text` of one or more lines."""

    code: int
    status: str = ""
    text: str = ""

    @property
    def accepts(self) -> bool:
        return 200 <= self.code < 400

    @property
    def temporary(self) -> bool:
        return 400 <= self.code < 500

    @property
    def kind(self) -> str:
        """`2xx` taken, `4xx` later, `5xx` never."""
        return f"{self.code // 100}xx"

    def encode(self) -> bytes:
        """The reply on the wire; control characters and non-ASCII letters never get out."""
        *leading, last = self.text.split("\n")
        lines = [self._line("-", text) for text in leading] + [self._line(" ", last)]
        return b"".join(lines)

    def _line(self, mark: str, text: str) -> bytes:
        words = " ".join(part for part in (self.status, text[:TEXT_CHARACTERS_MAX]) if part)
        printable = "".join(c if " " <= c <= "~" else "?" for c in words)
        return f"{self.code}{mark}{printable}\r\n".encode("ascii")


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error of ours
    """Raised while a command is carried out: answer this instead."""

    def __init__(self, code: int, status: str, text: str) -> None:
        super().__init__(code, status, text)
        self.reply = Reply(code, status, text)


def joined(replies: Sequence[Reply]) -> Reply:
    """One answer for all recipients of a mail, which is all that SMTP allows after DATA (LMTP answers each).

    It is 250 only if *every* recipient was accepted: a 250 says that nothing is left to do for anyone. Else the first
    temporary refusal: the peer sends the whole mail again, and whoever has it already recognises it as seen. Else the
    first permanent one: the sender is told, which is better than a recipient who silently got nothing. A mailbox that
    is to be refused alone is refused at RCPT.
    """
    if not replies:
        raise ValueError("an answer needs at least one reply")
    refused = [reply for reply in replies if not reply.accepts]
    if not refused:
        return replies[0]
    return next((reply for reply in refused if reply.temporary), refused[0])
