"""Makes the two bodies of a draft out of what an agent gave: cleaned like a customer's, each from the other (10.7)."""

from __future__ import annotations

from proffer.interaction.bodies import GivenBodies, MadeBodies
from proffer.mail.reading.html import cleaned, from_text, to_text
from proffer.mail.reading.markup import calm
from proffer.mail.reading.printable import printable

ROOM = 6  # escaping makes a text six times as long at most, so that nothing is clipped

__all__ = ["made_bodies"]


def made_bodies(given: GivenBodies) -> MadeBodies:
    """HTML without scripts and handlers, for it is shown again; text without control characters."""
    html = text = None
    if given.html is not None:
        html, _ = cleaned(calm(printable(given.html)), ROOM * len(given.html.encode("utf-8", "replace")))
    if given.text is not None:
        text = printable(given.text)
    if html is None:
        html = from_text(text or "")
    if text is None:
        text = to_text(html, ROOM * len(html.encode()))
    return MadeBodies(html=html, text=text)
