"""Encoded words in headers are decoded (RFC 2047), those of careless programs too."""

from __future__ import annotations

import re

from proffer.mail.reading.charset import decoded
from proffer.mail.reading.printable import one_line
from proffer.mail.reading.transfer import undone

__all__ = ["header_text", "words_decoded"]

# Generous: blanks and single question marks inside, a language tag (RFC 2231 5). Bounded, so that no header is hostile.
WORD = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?]{0,60})?\?([bBqQ])\?([^?]*(?:\?(?!=)[^?]*){0,8}?)\?=")
SOURCE_CHARACTERS_MAX = 32 * 1024


def header_text(raw: bytes, charset_hint: str = "", characters_max: int = 4096) -> str:
    """An unstructured header as people read it, on one line."""
    return one_line(words_decoded(decoded(raw[:SOURCE_CHARACTERS_MAX], charset_hint)), characters_max)


def words_decoded(text: str) -> str:
    """Octets of neighbouring words in the same charset are joined first: some programs cut a character in two."""
    if "=?" not in text:
        return text
    out: list[str] = []
    charset, octets, end = "", b"", 0
    for match in WORD.finditer(text):
        between = text[end : match.start()]
        if between.strip() or match[1].lower() != charset or not out:
            out.append(decoded(octets, charset) if octets else "")
            out.append(between if between.strip() or not charset else "")
            charset, octets = match[1].lower(), b""
        octets += _octets(match[2], match[3])
        end = match.end()
    out.append(decoded(octets, charset) if octets else "")
    return "".join(out) + text[end:]


def _octets(encoding: str, content: str) -> bytes:
    raw = content.encode("utf-8", "replace")
    if encoding in "qQ":
        return undone(raw.replace(b"_", b" ").rstrip(b"\r\n"), "q")
    return undone(raw, "b")
