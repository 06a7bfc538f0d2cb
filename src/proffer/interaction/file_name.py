"""The name of a file as somebody gives it, made safe to save: no path, no controls, not too long (contract 7.2)."""

from __future__ import annotations

import re

CHARACTERS_MAX = 255
EXTENSION_CHARACTERS_MAX = 20
UNNAMED = "attachment"
UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def safe_name(given: str) -> str:
    """The last step of a path; the extension survives."""
    name = UNSAFE.sub("", given).replace("\\", "/").rstrip("/").rpartition("/")[2].strip(" .\"'")
    if len(name) > CHARACTERS_MAX:
        stem, dot, extension = name.rpartition(".")
        kept = dot + extension if stem and len(extension) < EXTENSION_CHARACTERS_MAX else ""
        name = name[: CHARACTERS_MAX - len(kept)] + kept
    return name or UNNAMED
