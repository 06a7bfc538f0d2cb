"""`proffer apply`: shows what changes, and changes it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from proffer.cli.asking import asked
from proffer.cli.failure import Failed
from proffer.config import Settings
from proffer.control import Applied, Apply


def apply_file(settings: Settings, file: Path, *, commit: bool, as_json: bool) -> None:
    """Prints the differences. Raises Failed with every problem of the file and its line."""
    applied = asked(settings, Apply(text=_text(file), commit=commit), problem_prefix=str(file))
    assert isinstance(applied, Applied)
    if as_json:
        import msgspec

        print(msgspec.json.encode(applied).decode())
        return
    from proffer.center_file.difference import as_text

    print(as_text(applied.differences, colours=_colours()), end="")
    if not applied.differences:
        print(f"Nothing to change: configuration {applied.number} says the same.")
    elif applied.committed:
        print(f"In force: configuration {applied.number}.")
    else:
        print("Nothing was changed (--dry-run).")


def _text(file: Path) -> str:
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise Failed(f"{file}: {error.strerror}") from None
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Failed(f"{file}:{line}: these bytes are not UTF-8") from None


def _colours() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ
