"""The handling-timeout ran out: an email waits in its queue again, a draft lies in its workbin (contract 12.3)."""

from __future__ import annotations

from collections.abc import Mapping

from proffer.agents.login import Login, gave_up
from proffer.automatic.park import park
from proffer.center.center import Center
from proffer.interaction.agent_view import ending
from proffer.interaction.email import OUTBOUND, Email
from proffer.interaction.events import HandlingExpired
from proffer.interaction.notices import STATUS_CHANGE, EmailNotice
from proffer.interaction.queueing import given_back
from proffer.record import Change, Key, Record, Write, replace


def expire_handling(email: Email, login: Login, found: Mapping[Key, Record], center: Center, now: int) -> Change:
    """`Revoked` for the holder; a draft goes into his workbin, which is among `found` once there is something in it."""
    if email.direction == OUTBOUND:
        parked = park(email, login, found, center, now, "handling-timeout")
        gone = replace(login, in_hand=gave_up(login, email.id), idle_since=now)
        return parked.then(Change(writes=(Write(login, gone),), events=()))
    event = HandlingExpired(at=now, email=email.id, agent=login.agent)
    left = replace(login, in_hand=gave_up(login, email.id), idle_since=now)
    return Change(
        writes=(Write(email, given_back(email, event)), Write(login, left)),
        events=(event,),
        notices=(EmailNotice(to=(login.agent,), kind=STATUS_CHANGE, email=email, view=ending(event)),),
    )
