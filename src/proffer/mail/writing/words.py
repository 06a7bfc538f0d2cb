"""Header text is written so that every mail program can read it (RFC 2047), a word to a line where it is long."""

from __future__ import annotations

import base64
import re

from proffer.mail.reading.printable import one_line

__all__ = ["folded_text", "phrase", "plain"]

LINE_CHARACTERS_MAX = 76
WORD_BYTES_MAX = 42  # of UTF-8 in one encoded word: with its frame 68 characters of the 75 that RFC 2047 2 allows
ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
PHRASE_CHARACTERS_MAX = 60


def plain(text: str) -> str:
    """On one line, without control characters: no header can be smuggled in behind it."""
    return one_line(text, 32_768)


def folded_text(name: str, text: str) -> str:
    """The value of an unstructured header, folded (RFC 5322 2.2.3)."""
    text = plain(text)
    if not _as_it_is(text):
        return "\r\n ".join(_encoded_words(text))
    lines, room = [""], LINE_CHARACTERS_MAX - len(f"{name}: ")
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append("")
            room = LINE_CHARACTERS_MAX - 1
        lines[-1] += f" {word}" if lines[-1] else word
    return "\r\n ".join(lines)


def phrase(text: str) -> str:
    """A display name (RFC 5322 3.2.5): atoms, a quoted string, or encoded words that are folded already."""
    text = plain(text)
    if not _as_it_is(text) or len(text) > PHRASE_CHARACTERS_MAX:
        return "\r\n ".join(_encoded_words(text))
    if ATOMS.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _as_it_is(text: str) -> bool:
    """ASCII that no reader takes for something encoded, in words that fit a line."""
    return text.isascii() and "=?" not in text and all(len(word) <= LINE_CHARACTERS_MAX - 20 for word in text.split())


def _encoded_words(text: str) -> list[str]:
    """No character is cut in two (RFC 2047 5)."""
    words, octets = [], b""
    for letter in text:
        encoded = letter.encode("utf-8")
        if len(octets) + len(encoded) > WORD_BYTES_MAX:
            words.append(octets)
            octets = b""
        octets += encoded
    return [f"=?utf-8?b?{base64.b64encode(word).decode('ascii')}?=" for word in (*words, octets) if word]
