"""How often a standard response was used, and how: a count that supervisors read (contract 11.2)."""

from __future__ import annotations

from proffer.record import Key, Record


class ResponseUsage(Record, frozen=True, kw_only=True):
    """One per response. `counts` is by usageType; `last_used_at` in epoch milliseconds."""

    id: str  # the response's
    counts: dict[str, int] = {}
    last_used_at: int = 0

    @property
    def key(self) -> Key:
        return response_usage_key(self.id)


def response_usage_key(response: str) -> Key:
    """The key of a response's counts."""
    return ("response_usage", response)
