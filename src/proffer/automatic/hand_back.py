"""Taking emails out of the hands of an agent who leaves: each goes back to its queue, he is told `Revoked`."""

from __future__ import annotations

from collections.abc import Iterable

from proffer.agents.login import Login
from proffer.interaction.agent_view import ending
from proffer.interaction.email import HELD, INBOUND, OFFERED, Email, email_key
from proffer.interaction.events import EmailReturned, InvitationRevoked
from proffer.interaction.notices import STATUS_CHANGE, EmailNotice
from proffer.interaction.queueing import given_back
from proffer.record import Change, Event, Key, Record, Write, replace


def keys_in_hand(login: Login) -> tuple[Key, ...]:
    """The emails a decision about leaving needs."""
    return tuple(email_key(item.email) for item in login.in_hand)


def emails_among(login: Login, found: dict[Key, Record]) -> list[Email]:
    """The emails in hand, oldest first."""
    records = (found.get(key) for key in keys_in_hand(login))
    return [record for record in records if isinstance(record, Email)]


def hand_back(login: Login, emails: Iterable[Email], now: int, reason: str, *, accepted_too: bool) -> Change:
    """Invitations end first, then, with `accepted_too`, inbound emails in processing (contract 4.5, steps 1 and 2).

    Writes emails only: the caller writes the login, with `kept` of what stays in hand.
    """
    emails, agent = list(emails), login.agent
    left: list[tuple[Email, Event]] = [
        (email, InvitationRevoked(at=now, email=email.id, agent=agent, queue=email.queue, reason=reason))
        for email in emails
        if email.state == OFFERED and email.invitation is not None and email.invitation.agent == agent
    ]
    left += [
        (email, EmailReturned(at=now, email=email.id, agent=agent, reason=reason))
        for email in (emails if accepted_too else ())
        if email.state == HELD and email.holder == agent and email.direction == INBOUND
    ]
    return Change(
        writes=tuple(Write(email, given_back(email, event)) for email, event in left),
        events=tuple(event for _, event in left),
        notices=tuple(_revoked(login, email, event) for email, event in left),
    )


def _revoked(login: Login, email: Email, event: Event) -> EmailNotice:
    return EmailNotice(to=(login.agent,), kind=STATUS_CHANGE, email=email, view=ending(event))


def kept(login: Login, change: Change) -> Login:
    """The login without the emails that `change` took away."""
    gone = {write.key[1] for write in change.writes if write.key[0] == "email"}
    return replace(login, in_hand=tuple(item for item in login.in_hand if item.email not in gone))
