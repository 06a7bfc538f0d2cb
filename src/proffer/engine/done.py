"""What a performed operation answers with."""

from __future__ import annotations

from proffer.record import Struct


class Part(Struct, frozen=True, kw_only=True):
    """The outcome for one channel of a StartContactCenterSession (contract 4.2). `code` 0: it succeeded."""

    channel: str
    code: int = 0
    message: str = ""


class Done(Struct, frozen=True, kw_only=True):
    """The operation is committed. `reference` is what its notifications carry; `parts` only where parts can fail."""

    reference: int | None = None
    parts: tuple[Part, ...] = ()
