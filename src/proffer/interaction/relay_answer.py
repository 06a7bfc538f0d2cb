"""What a relay said about one recipient of a mail: taken, not now, never, or nothing because it was not reached."""

from __future__ import annotations

from proffer.record import Struct

__all__ = ["ACCEPTED", "DEFERRED", "REFUSED", "UNREACHED", "RelayAnswer"]

ACCEPTED, DEFERRED, REFUSED, UNREACHED = "accepted", "deferred", "refused", "unreached"


class RelayAnswer(Struct, frozen=True, kw_only=True):
    """`kind` is one of the four above; `words` are the relay's own on one line, with codes: "550 5.1.1 No such user".

    An UNREACHED relay may have taken the mail all the same: the connection ended before it could say so.
    """

    kind: str
    words: str

    @property
    def is_final(self) -> bool:
        """No further attempt changes it."""
        return self.kind in (ACCEPTED, REFUSED)
