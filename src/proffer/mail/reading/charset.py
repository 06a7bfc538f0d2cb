"""Octets become text: in the charset the mail names if they fit it, else in the one they most probably are in."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from charset_normalizer import from_bytes

__all__ = ["decoded"]

# What mails say, and what they mean. The narrow names are widened as the WHATWG encoding standard does it, because
# programs say iso-8859-1 and write windows-1252.
ALIASES = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "ansi": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-6-i": "iso8859-6",
    "utf8": "utf-8",
    "utf-8-bom": "utf-8-sig",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "unicode": "utf-16",
    "ucs-2": "utf-16",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "big-5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "cn-big5": "big5hkscs",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "ksc5601": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso-2022-jp",
    "cp50220": "iso-2022-jp",
    "cp50221": "iso-2022-jp",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "macintosh": "mac-roman",
    "x-mac-roman": "mac-roman",
}
NO_CHARSETS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}  # codecs, though
SAMPLE_BYTES_MAX = 16 * 1024  # what guessing looks at
GUESSED_BYTES_MIN = 24  # so many foreign octets, or guessing is dicing
ESCAPES = re.compile(rb"\x1b(?:\$[@AB]|\([BJI])")


def decoded(data: bytes, declared: str = "") -> str:
    """The text of `data`; never raises, and gives the same text for the same octets every time."""
    codec = _codec(declared)
    if ESCAPES.search(data) and codec in ("", "cp1252", "utf-8", "iso-2022-jp"):
        return _japanese(data)
    for name in (codec, "utf-8"):
        text = _strictly(data, name)
        if text is not None:
            return text
    return _mended(data, codec)


def _strictly(data: bytes, codec: str) -> str | None:
    if not codec or (codec == "cp1252" and not data.isascii() and _strictly(data, "utf-8") is not None):
        return None  # UTF-8 by chance is less likely than a wrong label
    try:
        return data.decode(codec)
    except (ValueError, LookupError):  # LookupError: a codec that is none for text
        return None


def _mended(data: bytes, codec: str) -> str:
    """No charset fits all of it: a few broken characters, or a wrong label."""
    for name in dict.fromkeys((codec, "utf-8")):
        if name and name != "cp1252":
            text = data.decode(name, "replace")
            if text.count("\ufffd") * 20 <= sum(not character.isascii() for character in text):
                return text
    return _guessed(data) or data.decode("cp1252", "replace").replace("\ufffd", "?")


def _guessed(data: bytes) -> str | None:
    foreign = data.translate(None, bytes(range(128)))
    if len(foreign) < GUESSED_BYTES_MIN:
        return None
    try:
        best = from_bytes(data[:SAMPLE_BYTES_MAX]).best()
        return data.decode(best.encoding, "replace") if best else None
    except Exception:
        return None


@lru_cache(maxsize=256)
def _codec(declared: str) -> str:
    """Python's name of the charset, "" for one that it does not know."""
    name = declared.strip(" \t\"'<>;").lower()
    try:
        codec = ALIASES.get(name) or ALIASES.get(name.replace("_", "-")) or codecs.lookup(_plain(name)).name
        return "" if codec in NO_CHARSETS else codec
    except (LookupError, ValueError):
        return ""


def _plain(name: str) -> str:
    """`cp-850`, `windows1251`, `x-cp1251`: the usual ways to misspell."""
    name = re.sub(r"^x-(?=cp|mac|iso|euc|win|koi)", "", name)
    return re.sub(r"^(?:cp|windows|win|ibm|dos)[-_ ]?(\d+)$", r"cp\1", name)


def _japanese(data: bytes) -> str:
    """ISO-2022-JP with the vendors' characters in it (CP50220): each run of two-octet letters by way of Shift JIS."""
    out = []
    mode = b"(B"
    for piece in re.split(rb"(\x1b(?:\$[@AB]|\([BJI]))", data):
        if piece[:1] == b"\x1b":
            mode = piece[1:]
        elif mode[:1] == b"$":
            out.append(_kanji(piece))
        elif mode == b"(I":
            out.append(bytes(octet | 0x80 for octet in piece).decode("cp932", "replace"))
        else:
            out.append(decoded(piece))
    return "".join(out)


def _kanji(piece: bytes) -> str:
    shifted = bytearray()
    for row, cell in zip(piece[::2], piece[1::2], strict=False):
        if row < 0x21 or cell < 0x21:  # a line end within: the mode was not left before it
            shifted += bytes((row, cell))
            continue
        cell += (0x1F + (cell > 0x5F)) if row % 2 else 0x7E
        shifted += bytes((((row + 1) // 2 + (0x70 if row <= 0x5E else 0xB0)) & 0xFF, cell & 0xFF))
    return shifted.decode("cp932", "replace")
