"""`proffer export`: the contact centre in force as a file."""

from __future__ import annotations

import json
import os
import tempfile
import tomllib
from pathlib import Path

from proffer.cli.asking import asked
from proffer.cli.failure import Failed
from proffer.config import Settings
from proffer.control import Export, Exported


def export_file(settings: Settings, file: Path, *, force: bool, as_json: bool) -> None:
    """Writes it, `-` to the standard output. A file that is there stays, unless forced. Raises Failed."""
    to_output = str(file) == "-"
    if not to_output and file.exists() and not force:
        raise Failed(f"{file} is there already, with comments perhaps; write over it with --force")
    exported = asked(settings, Export())
    assert isinstance(exported, Exported)
    text = _as_json(exported) if as_json else exported.text
    if to_output:
        print(text, end="")
        return
    try:
        _write_by_rename(file, text)
    except OSError as error:
        raise Failed(f"{file}: {error.strerror}") from None
    print(f"{file} has configuration {exported.number}.")


def _as_json(exported: Exported) -> str:
    """`center` has what the file would have."""
    found = {"number": exported.number, "applied_at": exported.applied_at, "center": tomllib.loads(exported.text)}
    return json.dumps(found, ensure_ascii=False) + "\n"


def _write_by_rename(file: Path, text: str) -> None:
    """Whole or not at all; with the rights of the file before, if there was one, else those of any new file."""
    rights = file.stat().st_mode & 0o777 if file.exists() else 0o666 & ~_umask()
    number, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    new = Path(name)
    try:
        with open(number, "w", encoding="utf-8") as opened:  # noqa: PTH123 - a file descriptor
            opened.write(text)
        new.chmod(rights)
        new.replace(file)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
