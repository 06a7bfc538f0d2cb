"""A promise is one sentence of the interface, where it comes from, and a check that fails where it is not kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from proffer_kit.site import Site

DOCUMENTED = "documented"  # the vendor's pages say so
SEEN = "seen"  # recorded or published traffic shows it
OURS = "ours"  # decided by Proffer where the vendor is silent, or an extension: another server may differ


@dataclass(frozen=True)
class Promise:
    """`check` raises AssertionError, with what was there instead, or Skip. `section`: of Proffer's contract."""

    section: str
    origin: str
    title: str
    check: Callable[[Site], None]


class Skip(Exception):  # noqa: N818 - it is no error
    """Cannot be checked here; says why."""
