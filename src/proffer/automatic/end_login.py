"""The last HTTP session of an agent ended by idling: his contact-centre session ends with it (contract 4.6)."""

from __future__ import annotations

from collections.abc import Iterable

from proffer.agents.events import SessionEnded
from proffer.agents.login import Login, Place
from proffer.agents.notices import ChannelNotice, LogoutNotice
from proffer.automatic.hand_back import hand_back, kept
from proffer.interaction.email import Email
from proffer.record import Change, Write, replace


def end_login(
    login: Login, emails: Iterable[Email], place: Place | None, now: int, reason: str, *, accepted_too: bool
) -> Change:
    """Emails back as told, channel `LoggedOut`, place free, Bayeux sessions closed after a last delivery (4.5)."""
    back = hand_back(login, emails, now, reason, accepted_too=accepted_too)
    left = replace(
        kept(login, back), open=False, media_channel=None, place=None, grace_deadline=None, missed=0, focus=None
    )
    writes: tuple[Write, ...] = (Write(login, left),)
    if place is not None and place.agent == login.agent:
        writes += (Write(place, replace(place, agent=None)),)
    notices: tuple[ChannelNotice | LogoutNotice, ...] = (LogoutNotice(to=(login.agent,)),)
    if login.media_channel is not None:
        notices = (ChannelNotice(to=(login.agent,), media_channel=None), *notices)
    event = SessionEnded(at=now, agent=login.agent, reason=reason)
    return back.then(Change(writes=writes, events=(event,), notices=notices))
