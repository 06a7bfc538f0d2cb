"""What the listener asks of the rest of Proffer: is this a mailbox of ours, where do the bytes go, take this mail."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from proffer.mail.receiving.reply import Reply
from proffer.record import Struct

__all__ = ["Accepted", "Envelope", "Intake", "Recipient", "Refused", "Spool"]


class Accepted(Struct, frozen=True):
    """The recipient is ours; `mailbox` is the configured address that matched, and how large a message it takes."""

    mailbox: str
    message_bytes_max: int | None = None  # None: whatever the listener takes


class Refused(Struct, frozen=True):
    """The recipient is not ours, or not now; `reply` is what the peer is told."""

    reply: Reply = Reply(550, "5.1.1", "No such mailbox here")


class Recipient(Struct, frozen=True):
    """One accepted RCPT: `address` as the peer wrote it, `mailbox` it belongs to. Two may name the same mailbox."""

    address: str
    mailbox: str
    message_bytes_max: int | None = None


class Envelope(Struct, frozen=True, kw_only=True):
    """What travels beside the message and is not in it. The message's own bytes are never touched.

    `sender` is "" for the null reverse path; `recipients` stand in RCPT order; `received_at` is in epoch milliseconds,
    read from the listener's clock when the last byte came; `protocol` is the word for a trace header (RFC 3848, 6531).
    Recipients whose limit the message exceeds are not among them: they have been refused.
    """

    sender: str
    recipients: tuple[Recipient, ...]
    peer: str
    helo: str
    received_at: int
    size_bytes: int
    smtputf8: bool = False
    eight_bit: bool = False
    protocol: str = "ESMTP"

    @property
    def answers_each(self) -> bool:
        """LMTP answers each recipient for itself (RFC 2033 4.2), SMTP all of them with one reply."""
        return "LMTP" in self.protocol


class Spool(Protocol):
    """Where the bytes of one message go while it comes in.

    `write`, `close` and `discard` may block: they are called from a worker thread, one call at a time, and any of them
    may raise `OSError` (the peer is then told 451, or 452 when the disk is full). `close` ends writing and must make
    the bytes durable: file and folder fsynced. `discard` removes every trace; it may come before or after `close`,
    never after `deliver`.
    """

    @property
    def path(self) -> Path: ...
    def write(self, data: bytes, /) -> None: ...
    def close(self) -> None: ...
    def discard(self) -> None: ...


class Intake(Protocol):
    """The rest of Proffer, as the listener sees it."""

    def mailbox_for(self, recipient: str, /) -> Accepted | Refused:
        """Whose mailbox is it? Called on the event loop for each RCPT: a look-up in memory, no I/O."""
        ...

    def spool(self) -> Spool:
        """A place for a new message. Called from a worker thread."""
        ...

    async def deliver(self, envelope: Envelope, spooled: Spool, /) -> Sequence[Reply]:
        """Take the mail: one reply per recipient, in order; `spooled` is the closed object that `spool` gave.

        With the call the file changes hands: the listener never discards it afterwards, for when `deliver` fails half
        way a committed row may name it. The peer is told 250 only after this returned; an exception, or a wrong number
        of replies, is told as 451 4.3.0. It is not cancelled when the peer goes away, only when the listener's grace at
        shutdown has run out; nobody was told 250 then, so the peer will send the mail again.
        """
        ...
