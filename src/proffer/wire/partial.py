"""The answer to an operation whose parts can fail on their own (contract 4.2)."""

from __future__ import annotations

from typing import Any


def part_json(channel: str, code: int, message: str) -> dict[str, Any]:
    """One entry of `failed` or `succeeded`; `channel` is the word the client sent."""
    if code == 0:
        return {"statusCode": 0, "channel": channel}
    return {"statusCode": code, "statusMessage": message, "channel": channel}
