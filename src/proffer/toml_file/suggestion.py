"""Did you mean …? For a word nobody knows, the known word nearest to it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

WORD_CHARACTERS_MAX = 100  # the comparison is quadratic
KNOWN_MAX = 5_000


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean "delivering-timeout"?`, or nothing when no known word is near. Capitals do not matter."""
    candidates = {name.casefold(): name for name, _ in zip(known, range(KNOWN_MAX), strict=False)}
    near = get_close_matches(word[:WORD_CHARACTERS_MAX].casefold(), candidates, n=1, cutoff=0.6)
    return f'; did you mean "{candidates[near[0]]}"?' if near else ""
