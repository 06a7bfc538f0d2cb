"""A customer writes again about an email in hand: his mail joins its thread, its holder is told (contract 11.10)."""

from __future__ import annotations

from proffer.center.center import Center
from proffer.interaction.agent_view import agent_view
from proffer.interaction.content import Content
from proffer.interaction.email import Email
from proffer.interaction.events import ThreadUpdated
from proffer.interaction.lifecycle import moved
from proffer.interaction.notices import PROPERTIES_UPDATED, EmailNotice
from proffer.record import Change, Write

THREAD_UPDATES = "ThreadUpdates"


def join_thread(in_hand: Email, content: Content | None, joined: tuple[str, ...], center: Center, now: int) -> Change:
    """One `PropertiesUpdated`; user data counts how often it happened. The handling-timer runs on: nobody worked."""
    assert in_hand.holder is not None, "an email in hand has a holder"
    before = in_hand.user_data.get(THREAD_UPDATES)
    count = (before if isinstance(before, int) else 0) + len(joined)
    events = tuple(ThreadUpdated(at=now, email=in_hand.id, agent=in_hand.holder, joined=one) for one in joined)
    after = moved(in_hand, events[0], user_data=in_hand.user_data.with_({THREAD_UPDATES: count}))
    view = agent_view(after, in_hand.holder, list_extensions=center.options.list_extension_capabilities)
    assert view is not None, "a holder has a view"
    notice = EmailNotice(to=(in_hand.holder,), kind=PROPERTIES_UPDATED, email=after, view=view, content=content)
    return Change(writes=(Write(in_hand, after),), events=events, notices=(notice,))
