"""Tells the story of an email from its journal, with names in place of ids."""

from __future__ import annotations

from collections.abc import Iterable

from proffer.center.center import Center
from proffer.control.requests import Explained, Happened
from proffer.engine.ports import JournalRow
from proffer.interaction.email import Email


def explained(email: Email, journal: Iterable[JournalRow], center: Center) -> Explained:
    """Where the email stands and how it came there."""
    names = {user.id: user.user_name for user in center.users}

    def name(user_id: str | None) -> str | None:
        return None if user_id is None else names.get(user_id, user_id)

    return Explained(
        email=email.id,
        state=email.state,
        queue=email.queue,
        holder=name(email.holder),
        invited=None if email.invitation is None else name(email.invitation.agent),
        subject=email.subject,
        history=tuple(Happened(at=row.at, type=row.type, agent=name(row.agent), body=row.body) for row in journal),
        names=names,
    )
