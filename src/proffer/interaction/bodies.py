"""The two bodies of a draft: what an agent gave, and what is made of it, safe to show and complete (contract 10.7)."""

from __future__ import annotations

from proffer.record import Struct

HTML, PLAIN = "text/html", "text/plain"
BODY_BYTES_MAX = 2 * 1024 * 1024  # contract 10.0: of each form


class GivenBodies(Struct, frozen=True, kw_only=True):
    """As they came in a request; None: not given."""

    html: str | None = None
    text: str | None = None
    mime: str | None = None  # HTML or PLAIN


class MadeBodies(Struct, frozen=True, kw_only=True):
    """`html` is cleaned, `text` printable; each was made from the other where only one was given."""

    html: str
    text: str


def mime_of(given: GivenBodies, before: str) -> str:
    """The form it is sent in: as said; plain where only the plain text was given; else as it was."""
    if given.mime is not None:
        return given.mime
    return PLAIN if given.html is None and given.text is not None else before
