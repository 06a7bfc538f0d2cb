"""Reads the named statements of an SQL file: `-- name: write_email`, a line of purpose, the statement."""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["named_statements"]

HEAD = re.compile(r"^-- name: (\w+)\n-- (.+)$", re.MULTILINE)


def named_statements(path: Path) -> dict[str, str]:
    """Name → statement, without its final semicolon. Whatever stands before the first name is a remark."""
    text = path.read_text(encoding="utf-8")
    heads = list(HEAD.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    if text.count("-- name:") != len(heads):
        raise ValueError(f"{path.name}: every name needs a line of purpose below it")
    return {
        head.group(1): text[head.end() : end].strip().removesuffix(";") for head, end in zip(heads, ends, strict=True)
    }
