"""The handling-timeout ran out: the email leaves its holder and waits in its queue again (contract 12.3)."""

from __future__ import annotations

from proffer.agents.login import Login, gave_up
from proffer.interaction.agent_view import ending
from proffer.interaction.email import Email
from proffer.interaction.events import HandlingExpired
from proffer.interaction.notices import STATUS_CHANGE, EmailNotice
from proffer.interaction.queueing import given_back
from proffer.record import Change, Write, replace


def expire_handling(email: Email, login: Login, now: int) -> Change:
    """`Revoked` for the holder."""
    event = HandlingExpired(at=now, email=email.id, agent=login.agent)
    left = replace(login, in_hand=gave_up(login, email.id), idle_since=now)
    return Change(
        writes=(Write(email, given_back(email, event)), Write(login, left)),
        events=(event,),
        notices=(EmailNotice(to=(login.agent,), kind=STATUS_CHANGE, email=email, view=ending(event)),),
    )
