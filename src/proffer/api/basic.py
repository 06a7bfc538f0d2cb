"""Reads `Authorization: Basic` (RFC 7617); name and password are UTF-8 (contract 3.1)."""

from __future__ import annotations

import binascii
from base64 import b64decode

from proffer.record import Struct


class Credentials(Struct, frozen=True):
    """What a client claims. The password is never kept."""

    user_name: str
    password: str


def is_basic(header: bytes | None) -> bool:
    """Is this a Basic header? Any other scheme counts as none."""
    return header is not None and header[:6].lower() == b"basic "


def read_basic(header: bytes) -> Credentials | None:
    """User name and password; None when the header is not what it should be."""
    try:
        plain = b64decode(header[6:].strip(), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return None
    name, colon, password = plain.partition(":")
    return Credentials(name, password) if colon and name else None
