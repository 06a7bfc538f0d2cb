"""Signatures stand under what leaves: the agent's, where the outbound queue asks for it, and the queue's own."""

from __future__ import annotations

from html import escape

from proffer.center.center import Center
from proffer.interaction.email import Email

__all__ = ["Bodies", "signature_of", "signed"]

DELIMITER = "-- "  # RFC 3676 4.3: mail programs leave what follows out of replies
Bodies = tuple[str, str]  # HTML and plain text, "" where there is none


def signature_of(email: Email, center: Center) -> str:
    """In plain text, of several lines; "" if there is none. A queue that is gone signs nothing."""
    queue = center.queue_by_name.get(email.queue)
    if queue is None:
        return ""
    agent = center.user_by_id.get(email.sent_by or "") if queue.agent_signature else None
    return "\n\n".join(part for part in ("" if agent is None else agent.signature, queue.signature) if part)


def signed(bodies: Bodies, signature: str) -> Bodies:
    """Both bodies with the signature; without HTML there is none afterwards either."""
    html, text = bodies
    if not signature:
        return bodies
    lines = escape(f"{DELIMITER}\n{signature}", quote=False).replace("\n", "<br>\n")
    # Without text it is made from the HTML later, which has the signature then.
    return (f"{html}\n<div>{lines}</div>" if html.strip() else html), (
        f"{text.rstrip()}\n\n{DELIMITER}\n{signature}" if text.strip() or not html.strip() else text
    )
