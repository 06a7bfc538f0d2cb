"""The content transfer encoding of a part is undone, however badly it was done (RFC 2045 6)."""

from __future__ import annotations

import binascii
import re

__all__ = ["undone"]

NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")


def undone(body: bytes, encoding: str) -> bytes:
    """The octets that were meant; an unknown encoding changes nothing."""
    word = encoding.strip().strip("\"';").lower()
    if word.startswith("base64") or word == "b":
        return _from_base64(body)
    if word.startswith("quoted") or word == "q":
        return binascii.a2b_qp(body)
    return body


def _from_base64(body: bytes) -> bytes:
    try:
        return binascii.a2b_base64(body, strict_mode=False) if body.rstrip().find(b"=", 0, -2) < 0 else _pieces(body)
    except binascii.Error:
        return _pieces(body)


def _pieces(body: bytes) -> bytes:
    """Padding in the middle ends a piece and begins another one; a last letter that lost its fellows is dropped."""
    out = []
    for piece in re.split(rb"=+", NO_BASE64.sub(b"", body)):
        whole = piece[: len(piece) - 1] if len(piece) % 4 == 1 else piece
        out.append(binascii.a2b_base64(whole + b"=" * (-len(whole) % 4)))
    return b"".join(out)
