"""The last HTTP session of an agent ended by idling: his contact-centre session ends with it (contract 4.6)."""

from __future__ import annotations

from collections.abc import Mapping

from proffer.agents.events import SessionEnded
from proffer.agents.login import Login, Place
from proffer.agents.notices import ChannelNotice, LogoutNotice
from proffer.automatic.hand_back import hand_back, kept, keys_in_hand
from proffer.center.center import Center
from proffer.record import Change, Key, Record, Write, replace


def keys_to_end(login: Login, center: Center) -> tuple[Key, ...]:
    """What the decision needs: what is in hand, and the place."""
    return keys_in_hand(login, center) + (() if login.place is None else (("place", login.place),))


def end_login(
    login: Login, found: Mapping[Key, Record], center: Center, now: int, reason: str, *, accepted_too: bool
) -> Change:
    """Emails back as told, channel `LoggedOut`, place free, Bayeux sessions closed after a last delivery (4.5).

    `found`: the records of `keys_to_end`.
    """
    back = hand_back(login, found, center, now, reason, accepted_too=accepted_too)
    place = found.get(("place", login.place or ""))
    assert place is None or isinstance(place, Place)
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
