"""Whether a mail belongs to a thread: it must name a message of it, and its sender must be known there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from proffer.interaction.arrival import Arrival
from proffer.interaction.email import OUTBOUND, Email

REFERENCES_LOOKED_AT_MAX = 20  # the newest ones; a thread is found by any of them
ADDRESS = re.compile(r"[^\s<>\"(),;:]+@[^\s<>\"(),;:]+")


def references_of(arrival: Arrival) -> tuple[str, ...]:
    """The messages it says it answers, the likeliest first: In-Reply-To, then References from the end."""
    named = (arrival.in_reply_to, *reversed(arrival.references))
    return tuple(dict.fromkeys(one for one in named if one))[:REFERENCES_LOOKED_AT_MAX]


def answered(
    references: Iterable[str], known: Mapping[str, Email], sender: str, contacts: Collection[str]
) -> Email | None:
    """The email it answers: the first one named in which its sender takes part; `contacts`: the ids he is known by.

    A stranger who knows a Message-ID gets no place in somebody else's conversation: his mail begins one of its own.
    """
    for reference in references:
        email = known.get(reference)
        if email is not None and _takes_part(email, sender, contacts):
            return email
    return None


def _takes_part(email: Email, sender: str, contacts: Collection[str]) -> bool:
    if email.contact_id in contacts:
        return True
    written = (*email.to, *email.cc, *email.bcc) if email.direction == OUTBOUND else (email.from_ or "", *email.cc)
    return sender.casefold() in _addresses(written)


def _addresses(written: Sequence[str]) -> set[str]:
    return {found.casefold() for text in written for found in ADDRESS.findall(text)}
