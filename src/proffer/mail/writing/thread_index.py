"""Thread-Index, by which one vendor's mail programs group a conversation ([MS-OXOMSG] 2.2.1.3)."""

from __future__ import annotations

import base64
import binascii
import hashlib

__all__ = ["child_index"]

HEAD_BYTES, CHILD_BYTES = 22, 5
CHILDREN_MAX = 60  # a longer conversation keeps its place, without further steps
TICKS_PER_MS = 10_000  # of 100 ns
EPOCH_TICKS = 116_444_736_000_000_000  # from 1601 to 1970


def child_index(parent: str, message_id: str, sent_at: int) -> str:
    """The parent's value with a step for this mail; "" if the parent's is none. `sent_at` in epoch milliseconds."""
    try:
        known = base64.b64decode("".join(parent.split()), validate=True)
    except (binascii.Error, ValueError):
        return ""
    if len(known) < HEAD_BYTES or (len(known) - HEAD_BYTES) % CHILD_BYTES:
        return ""
    if len(known) < HEAD_BYTES + CHILDREN_MAX * CHILD_BYTES:
        known += _step(known, message_id, sent_at)
    return base64.b64encode(known).decode("ascii")


def _step(known: bytes, message_id: str, sent_at: int) -> bytes:
    """Time since the conversation began, in 31 bits that are coarser after 1.7 years, and a byte that tells twins."""
    began = int.from_bytes(known[:6], "big") << 16
    passed = max(0, EPOCH_TICKS + sent_at * TICKS_PER_MS - began)
    late = passed >> 49 != 0
    ticks = (passed >> (23 if late else 18)) & 0x7FFF_FFFF
    twin = hashlib.sha256(message_id.encode("utf-8", "replace")).digest()[0] & 0xF0
    return (ticks | late << 31).to_bytes(4, "big") + bytes((twin,))
