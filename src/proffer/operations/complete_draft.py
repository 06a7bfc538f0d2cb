"""Whether a draft has what a mail needs, asked in the contract's order when it is sent (contract 10.8)."""

from __future__ import annotations

from proffer.interaction.address import shown
from proffer.interaction.content import Content
from proffer.interaction.email import Email
from proffer.operations.frame import Context
from proffer.operations.refused import MISSING, Refused
from proffer.operations.sizes import refuse_if_too_large
from proffer.record import replace


def complete(context: Context, draft: Email, content: Content) -> Email:
    """The draft with a sender. Raises Refused: without recipient, sender or subject 1, too large 10 (413)."""
    options = context.center.options
    if not recipients(draft):
        raise Refused(MISSING, "The email has no recipient.")
    sender = draft.from_ or options.default_from_address
    if sender is None:
        raise Refused(MISSING, "The email has no sender, and option default-from-address is not set.")
    refuse_if_too_large(content, options)
    if options.mandatory_subject and not (draft.subject or "").strip():
        raise Refused(MISSING, "The email has no subject.")
    return replace(draft, from_=sender)


def recipients(draft: Email) -> tuple[str, ...]:
    """The bare addresses of to, cc and bcc, each once."""
    found: dict[str, str] = {}
    for one in (*draft.to, *draft.cc, *draft.bcc):
        address = shown(one).address
        found.setdefault(address.casefold(), address)
    return tuple(found.values())
