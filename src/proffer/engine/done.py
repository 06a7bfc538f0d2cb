"""What a performed operation answers with."""

from __future__ import annotations

from proffer.operations.frame import Part
from proffer.record import Struct

__all__ = ["Done", "Part"]


class Done(Struct, frozen=True, kw_only=True):
    """The operation is committed. `reference` is what its notifications carry; `parts` only where parts can fail."""

    reference: int | None = None
    parts: tuple[Part, ...] = ()
