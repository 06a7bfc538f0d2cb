"""The hop counter counts `Received:` headers as they come in, so that a looping mail is found (RFC 5321 6.3)."""

from __future__ import annotations

__all__ = ["HopCounter"]

RECEIVED = b"\nreceived:"
HEADER_BYTES_MAX = 1024 * 1024  # what comes later is not looked at


class HopCounter:
    """Fed the message in chunks; `count` is the number of `Received:` lines in its header block so far."""

    def __init__(self) -> None:
        self.count = 0
        self._tail = b"\n"
        self._left = HEADER_BYTES_MAX

    def feed(self, chunk: bytes) -> None:
        if self._left <= 0:
            return
        text = self._tail + chunk[: self._left].lower()
        self._left -= len(chunk)
        end = _header_end(text)
        if end >= 0:
            self._left = 0
            text = text[:end]
        self.count += text.count(RECEIVED)
        self._tail = text[-(len(RECEIVED) - 1) :]  # too short to hold the word, so nothing is counted twice


def _header_end(text: bytes) -> int:
    ends = [end for end in (text.find(b"\n\r\n"), text.find(b"\n\n")) if end >= 0]
    return min(ends, default=-1)
