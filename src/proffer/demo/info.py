"""Writes files that others wait for: they appear whole, by a rename, readable by this user only."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def write_info(path: Path, content: Mapping[str, Any]) -> None:
    """JSON at `path`; whoever sees the file sees all of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}")
    new.unlink(missing_ok=True)
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write(json.dumps(content, ensure_ascii=False, indent=2) + "\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
