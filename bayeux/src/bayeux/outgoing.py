"""The messages a session has not got yet, in order, each sent once.

They leave when a response is about to be written and come back when it could not be.
The acknowledge extension has a class of its own with the same methods (`extensions/ack.py`).
"""

from collections.abc import Sequence
from typing import Any


class Outgoing:
    """Undelivered messages of one session, bounded by count and bytes; the bytes are shared among sessions."""

    __slots__ = ("_bytes", "_bytes_max", "_messages", "_messages_max")

    keeps_until_acknowledged = False

    def __init__(self, messages_max: int, bytes_max: int) -> None:
        self._messages: list[bytes] = []  # empty nearly always: a deque would take ten times its memory
        self._bytes = 0
        self._messages_max = messages_max
        self._bytes_max = bytes_max

    def __len__(self) -> int:
        return len(self._messages)

    def append(self, message: bytes) -> bool:
        """Add one message. False when the limit is passed: the session is to be dropped."""
        self._messages.append(message)
        self._bytes += len(message)
        return len(self._messages) <= self._messages_max and self._bytes <= self._bytes_max

    def acknowledge(self, ext: Any) -> None:
        """Without the extension there is nothing to acknowledge."""

    def take(self) -> list[bytes]:
        """All messages, for one response; `restore` gives them back if it could not be written."""
        taken, self._messages, self._bytes = self._messages, [], 0
        return taken

    def ext(self) -> dict[str, Any] | None:
        """What a /meta/connect reply says in `ext`."""
        return None

    def restore(self, taken: Sequence[bytes]) -> None:
        """Put messages back in front, in their order."""
        self._messages[:0] = taken
        self._bytes += sum(map(len, taken))

    def clear(self) -> None:
        """Forget everything."""
        self._messages.clear()
        self._bytes = 0
