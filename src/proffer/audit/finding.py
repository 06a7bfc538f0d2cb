"""One thing that is not as it must be: which rule, which record or file, what, and what to do."""

from __future__ import annotations

from proffer.record import Struct

WRONG, NOTE = "wrong", "note"

RESTORE = "restore the last good backup"
REPORT = "keep a copy of the database and report this line: Proffer has a fault, or the database was changed by hand"


class Finding(Struct, frozen=True, kw_only=True):
    """`severity` is WRONG, or NOTE for what needs no hand. `rule` is for programs, the rest for people."""

    rule: str  # "holder_has_it_in_hand"
    kind: str  # "email"
    id: str
    what: str
    todo: str = REPORT
    severity: str = WRONG

    def __str__(self) -> str:
        return f"{f'{self.kind} {self.id}'.rstrip()}: {self.what}; {self.todo}"
