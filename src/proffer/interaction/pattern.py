"""A text to look for, in which every `*` stands for anything (contract 11.6, 11.7)."""

from __future__ import annotations

from proffer.record import Struct

WILDCARD = "*"


class Pattern(Struct, frozen=True):
    """The pieces between the wildcards, in order; a single piece has to be the whole text."""

    pieces: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Pattern:
        """Cut at its wildcards; `text` is in the spelling of what it is compared with."""
        return cls(tuple(text.split(WILDCARD)))

    @property
    def is_exact(self) -> bool:
        """No wildcard at all."""
        return len(self.pieces) == 1

    @property
    def fits_anything(self) -> bool:
        """Nothing but wildcards."""
        return not self.is_exact and not any(self.pieces)

    @property
    def start(self) -> str:
        """What the text must begin with."""
        return self.pieces[0]

    @property
    def end(self) -> str:
        """What it must end with."""
        return self.pieces[-1]

    def fits(self, text: str) -> bool:
        """Does the text consist of these pieces in order, with anything between them?"""
        if self.is_exact:
            return text == self.start
        first, *rest = self.pieces
        last = rest.pop()
        if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
            return False
        position, end = len(first), len(text) - len(last)
        for piece in rest:
            position = text.find(piece, position, end)
            if position < 0:
                return False
            position += len(piece)
        return True
