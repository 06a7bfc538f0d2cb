"""A message under way: its octets pass through here once, measured, and refused in the end if there is too much."""

from __future__ import annotations

from proffer.mail.receiving.data import DataScanner
from proffer.mail.receiving.hops import HopCounter
from proffer.mail.receiving.limits import Limits
from proffer.mail.receiving.reply import Reply

__all__ = ["TOO_LARGE", "MessageUnderWay"]

TOO_LARGE = Reply(552, "5.3.4", "This message is larger than we take")
LOOPING = Reply(554, "5.4.6", "This message went through too many hosts, it is looping")


class MessageUnderWay:
    """What comes after DATA. Once there is a `refusal` the rest is read to its end and thrown away.

    The answer has to wait for the end: a peer does not read replies while it sends. It is the same however the octets
    were cut into chunks.
    """

    def __init__(self, limits: Limits) -> None:
        self.size_bytes = 0
        self._limits = limits
        self._scanner = DataScanner()
        self._hops = HopCounter()

    @property
    def refusal(self) -> Reply | None:
        if self.size_bytes > self._limits.message_bytes_max:
            return TOO_LARGE
        return LOOPING if self._hops.count > self._limits.received_headers_max else None

    def feed(self, chunk: bytes) -> tuple[bytes, bytes | None]:
        """The octets to keep, and what follows the end of the message (None: not ended yet)."""
        octets, rest = self._scanner.feed(chunk)
        self.size_bytes += len(octets)
        self._hops.feed(octets)
        return (octets if self.refusal is None else b""), rest
