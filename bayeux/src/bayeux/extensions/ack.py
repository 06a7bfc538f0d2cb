"""The acknowledge extension: messages are kept until the client says it has them, and sent again until then.

Exactly CometD's rules: a counter of batches per session; a message queued belongs to the current batch; a
/meta/connect says which batch arrived last; its reply closes the current batch and carries everything not
acknowledged, old and new. Messages travel only in replies to /meta/connect, also on a WebSocket.
Nothing is keyed by message id: some clients send none.
"""

from collections import deque
from collections.abc import Sequence
from typing import Any


class AcknowledgedOutgoing:
    """Unacknowledged messages of one session as (batch, message), bounded by count and bytes."""

    __slots__ = ("_batch", "_bytes", "_bytes_max", "_entries", "_messages_max")

    keeps_until_acknowledged = True

    def __init__(self, messages_max: int, bytes_max: int) -> None:
        self._entries: deque[tuple[int, bytes]] = deque()
        self._batch = 1
        self._bytes = 0
        self._messages_max = messages_max
        self._bytes_max = bytes_max

    def __len__(self) -> int:
        return len(self._entries)

    def append(self, message: bytes) -> bool:
        """Add one message to the current batch. False when the limit is passed: the session is to be dropped."""
        self._entries.append((self._batch, message))
        self._bytes += len(message)
        return len(self._entries) <= self._messages_max and self._bytes <= self._bytes_max

    def acknowledge(self, ext: Any) -> None:
        """Drop what a /meta/connect's `ext.ack` says has arrived; a missing or senseless number drops nothing."""
        number = ext.get("ack") if isinstance(ext, dict) else None
        if type(number) is not int or number >= self._batch:
            return  # a batch that was never closed cannot have arrived
        while self._entries and self._entries[0][0] <= number:
            self._bytes -= len(self._entries.popleft()[1])

    def take(self) -> list[bytes]:
        """Close the batch: everything not acknowledged, kept here as well."""
        self._batch += 1
        return [message for _, message in self._entries]

    def ext(self) -> dict[str, Any] | None:
        """The number of the batch closed by the last `take`."""
        return {"ack": self._batch - 1}

    def restore(self, taken: Sequence[bytes]) -> None:
        """Nothing was given away, so nothing comes back."""

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()
        self._bytes = 0


def is_wanted(ext: Any) -> bool:
    """True if a handshake's `ext` asks for acknowledgements; `ack: false` does not."""
    return isinstance(ext, dict) and ext.get("ack") is True
