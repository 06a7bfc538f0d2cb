"""The contact centre in force is one that `apply` would accept: it is written as a file and read again."""

from __future__ import annotations

from collections.abc import Iterator

from proffer.audit.finding import Finding
from proffer.center.center import Center
from proffer.center_file import Invalid, center_as_toml, center_from_toml

MEND = "proffer export center.toml, mend it there, proffer apply center.toml"


def center_is_valid(center: Center) -> Iterator[Finding]:
    """One finding for each problem, in the words of the file; its lines are those of an export."""
    try:
        center_from_toml(center_as_toml(center), center, center.contact_center_id)
    except Invalid as invalid:
        for problem in invalid.problems:
            kind, id_ = center.key
            yield Finding(rule="center_is_valid", kind=kind, id=id_, what=str(problem), todo=MEND)
