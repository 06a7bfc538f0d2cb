"""The content transfer encoding of a part is undone, however badly it was done (RFC 2045 6)."""

from __future__ import annotations

import binascii
import re

__all__ = ["undone"]

ONLY_BASE64 = re.compile(rb"[A-Za-z0-9+/=\s]*")
NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


def undone(body: bytes, encoding: str) -> bytes:
    """The octets that were meant; an unknown encoding changes nothing."""
    word = encoding.strip().strip("\"';").lower()
    if word.startswith("base64") or word == "b":
        return _from_base64(body)
    if word.startswith("quoted") or word == "q":
        return binascii.a2b_qp(body)
    return body


def _from_base64(body: bytes) -> bytes:
    """Padding ends it, unless nothing but more base64 follows: then another piece begins."""
    first, padding, rest = body.partition(b"=")
    pieces = re.split(rb"=+", rest) if padding and ONLY_BASE64.fullmatch(rest) else []
    return b"".join(map(_piece, [first, *pieces]))


def _piece(piece: bytes) -> bytes:
    """Foreign octets are skipped, a last letter that lost its fellows is dropped."""
    try:
        return binascii.a2b_base64(piece + b"==")
    except binascii.Error:
        letters = NO_BASE64.sub(b"", piece)
        return binascii.a2b_base64(letters[: len(letters) // 4 * 4])
