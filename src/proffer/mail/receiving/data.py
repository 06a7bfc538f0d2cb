"""The data scanner finds the end of a message in a stream of chunks and takes the dot stuffing out (RFC 5321 4.5.2).

Only CR LF `.` CR LF ends a message. A bare CR or a bare LF is data like any other octet: what one server reads as the
end and the next as text lets a sender smuggle in a second mail.
"""

from __future__ import annotations

__all__ = ["DataScanner"]

END = b"\r\n.\r\n"
STUFFED = b"\r\n."
LINE_END = b"\r\n"


class DataScanner:
    """Fed the octets that follow DATA, gives back the message's octets; no loop over lines, so fast on large mail."""

    def __init__(self) -> None:
        # The message begins at the beginning of a line: that line end is not part of it, hence stripped again.
        self._held = LINE_END
        self._at_start = True

    def feed(self, chunk: bytes) -> tuple[bytes, bytes | None]:
        """The message octets known by now, and what follows the end (None: not ended yet)."""
        text = self._held + chunk
        end = text.find(END)
        if end >= 0:
            return self._unstuffed(text[: end + len(LINE_END)]), text[end + len(END) :]
        held = _beginning_of_end(text)
        self._held = text[len(text) - held :]
        return self._unstuffed(text[: len(text) - held]), None

    def _unstuffed(self, text: bytes) -> bytes:
        if text and self._at_start:
            self._at_start = False
            return text.replace(STUFFED, LINE_END)[len(LINE_END) :]
        return text.replace(STUFFED, LINE_END)


def _beginning_of_end(text: bytes) -> int:
    """How many octets at the end of `text` may be the beginning of the end: wait for more before deciding."""
    for length in range(min(len(END) - 1, len(text)), 0, -1):
        if text.endswith(END[:length]):
            return length
    return 0
