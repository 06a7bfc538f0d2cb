"""The command line: thin, every command asks something else to do the work.

Exit codes: 0 done · 1 refused or invalid, nothing was changed · 2 wrong usage · 3 server or database out of reach ·
70 a fault of Proffer (PROFFER_TRACEBACK=1 shows where).
"""

from __future__ import annotations

from proffer.cli.failure import main

__all__ = ["main"]
