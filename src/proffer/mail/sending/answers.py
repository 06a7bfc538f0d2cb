"""A relay's reply becomes an answer: 2yz taken, 4yz not now, 5yz never (RFC 5321 4.2.1), and what is our own fault."""

from __future__ import annotations

from proffer.interaction.relay_answer import ACCEPTED, DEFERRED, REFUSED, UNREACHED, RelayAnswer
from proffer.mail.reading.printable import one_line

__all__ = ["answer", "unreached"]

WORDS_CHARACTERS_MAX = 1_000
# The relay wants us to log in, or otherwise than we do (RFC 4954 6, 3207 4): that can be set right, mail waits for it.
OURS_TO_MEND = frozenset((530, 534, 535, 538))


def answer(code: int, text: str) -> RelayAnswer:
    """`text` may have an enhanced code in front (RFC 2034) and several lines."""
    kind = ACCEPTED if 200 <= code < 300 else REFUSED if 500 <= code < 600 and code not in OURS_TO_MEND else DEFERRED
    return RelayAnswer(kind=kind, words=_words(f"{code} {text}"))


def unreached(why: str) -> RelayAnswer:
    """No reply; `why` is told in the relay's place."""
    return RelayAnswer(kind=UNREACHED, words=_words(why))


def _words(text: str) -> str:
    return one_line(text, WORDS_CHARACTERS_MAX)
