"""A stored row is read as what it says it is: its body decodes, and key and version are those of its columns."""

from __future__ import annotations

import msgspec

from proffer.audit.finding import REPORT, RESTORE, Finding
from proffer.record import Record
from proffer.store.inspection import StoredRow
from proffer.store.kinds import KINDS, decode

UPGRADE = f"{RESTORE}, or run the version of Proffer that wrote it"


def read(row: StoredRow) -> tuple[Record | None, list[Finding]]:
    """The record, as far as it can be read, and what is wrong with it."""
    if row.kind not in KINDS:
        return None, [_finding("kind_is_known", row, "there is no such kind of record", UPGRADE)]
    try:
        record = decode(row.kind, row.body)
    except (msgspec.MsgspecError, UnicodeError, RecursionError, TypeError) as error:  # a damaged page gives no text
        return None, [_finding("body_can_be_read", row, f"its body cannot be read: {error}", UPGRADE)]
    found = []
    if record.key != (row.kind, row.id):
        found.append(_finding("key_repeats_the_body", row, f"its body is that of {' '.join(record.key)}", REPORT))
    if record.version != row.version or row.version < 1:
        what = f"its version is {row.version}, in its body {record.version}"
        found.append(_finding("version_repeats_the_body", row, what, REPORT))
    return record, found


def _finding(rule: str, row: StoredRow, what: str, todo: str) -> Finding:
    return Finding(rule=rule, kind=row.kind, id=row.id, what=what, todo=todo)
