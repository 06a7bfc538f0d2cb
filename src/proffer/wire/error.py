"""The form of an error: statusCode and statusMessage, nothing else (contract 2.7)."""

from __future__ import annotations

import msgspec

_encode = msgspec.json.Encoder().encode


def error_json(code: int, message: str) -> bytes:
    """`{"statusCode": 2, "statusMessage": "Operation Reject is not valid in state Processing."}`"""
    return _encode({"statusCode": code, "statusMessage": message})
