"""Which email a Message-ID belongs to: by it an answer finds the email it answers, and a report the one that failed."""

from __future__ import annotations

from proffer.record import Key, Record


class KnownMessage(Record, frozen=True, kw_only=True):
    """One message taken in or sent. The first email that has the Message-ID keeps it."""

    id: str  # the Message-ID with its angle brackets, at most 1,000 characters
    email: str

    @property
    def key(self) -> Key:
        return known_message_key(self.id)


def known_message_key(message_id: str) -> Key:
    """The key of a Message-ID."""
    return ("known_message", message_id)
