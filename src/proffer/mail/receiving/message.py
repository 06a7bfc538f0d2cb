"""A message under way: its octets pass through here once, measured, and refused in the end if there is too much."""

from __future__ import annotations

from proffer.mail.receiving.data import DataScanner
from proffer.mail.receiving.hops import HopCounter
from proffer.mail.receiving.limits import Limits
from proffer.mail.receiving.port import Recipient
from proffer.mail.receiving.reply import Reply

__all__ = ["TOO_LARGE", "MessageUnderWay", "too_large"]

TOO_LARGE = Reply(552, "5.3.4", "This message is larger than we take")
TOO_LARGE_FOR_MAILBOX = Reply(552, "5.2.3", "This message is larger than this mailbox takes")  # RFC 3463 3.3
LOOPING = Reply(554, "5.4.6", "This message went through too many hosts, it is looping")


class MessageUnderWay:
    """What comes after DATA, kept while it has at most `kept_bytes_max`. Once it is `hopeless` the rest is read to its
    end and thrown away.

    The answer has to wait for the end: a peer does not read replies while it sends. It is the same however the octets
    were cut into chunks.
    """

    def __init__(self, limits: Limits, kept_bytes_max: int) -> None:
        self.size_bytes = 0
        self._limits = limits
        self._kept_bytes_max = kept_bytes_max
        self._scanner = DataScanner()
        self._hops = HopCounter()

    @property
    def hopeless(self) -> bool:
        """Nothing is kept of it any more."""
        return self.size_bytes > self._kept_bytes_max or self._looping

    def refusal_for(self, recipient: Recipient) -> Reply | None:
        """Why this recipient does not get it as it stands; None: he does."""
        return too_large(self.size_bytes, recipient.message_bytes_max, self._limits) or (
            LOOPING if self._looping else None
        )

    def feed(self, chunk: bytes) -> tuple[bytes, bytes | None]:
        """The octets to keep, and what follows the end of the message (None: not ended yet)."""
        octets, rest = self._scanner.feed(chunk)
        self.size_bytes += len(octets)
        self._hops.feed(octets)
        return (b"" if self.hopeless else octets), rest

    @property
    def _looping(self) -> bool:
        return self._hops.count > self._limits.received_headers_max


def too_large(size_bytes: int, mailbox_bytes_max: int | None, limits: Limits) -> Reply | None:
    """What a recipient is told about a message of this size; None: it fits."""
    if size_bytes > limits.message_bytes_max:
        return TOO_LARGE
    return TOO_LARGE_FOR_MAILBOX if mailbox_bytes_max is not None and size_bytes > mailbox_bytes_max else None
