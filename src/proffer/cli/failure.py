"""Every failure becomes clear lines on the error output and an exit code; no traceback unless asked for."""

from __future__ import annotations

import os
import sys

REFUSED, USAGE, OUT_OF_REACH, FAULT = 1, 2, 3, 70
TRACEBACK_VARIABLE = "PROFFER_TRACEBACK"


class Failed(Exception):  # noqa: N818 - the field's word
    """The command ends here; `lines` say why, whose fault it is and what next."""

    def __init__(self, *lines: str, code: int = REFUSED) -> None:
        self.lines = lines
        self.code = code
        super().__init__("\n".join(lines))


def main() -> None:
    """The program `proffer`. Raises SystemExit."""
    from proffer.cli.app import app

    try:
        app()
    except Failed as failed:
        _end(failed.lines, failed.code)
    except Exception as error:
        if os.environ.get(TRACEBACK_VARIABLE):
            raise
        _end((f"a fault of Proffer, {type(error).__name__}: {error} ({TRACEBACK_VARIABLE}=1 shows where)",), FAULT)


def _end(lines: tuple[str, ...], code: int) -> None:
    for line in lines:
        print(f"proffer: {line}", file=sys.stderr)
    raise SystemExit(code)
