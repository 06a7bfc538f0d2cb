"""The delivering-timeout ran out: the agent loses the invitation, the email goes on to another (contract 12.1)."""

from __future__ import annotations

from proffer.agents.events import MediaChannelChanged
from proffer.agents.login import Login, MediaChannel, gave_up
from proffer.agents.notices import ChannelNotice
from proffer.automatic.end_invitation import expired
from proffer.automatic.giver import Giver
from proffer.center.agent_state import NOT_READY, READY
from proffer.center.center import Center
from proffer.interaction.agent_view import ending
from proffer.interaction.email import Email
from proffer.interaction.notices import STATUS_CHANGE, EmailNotice
from proffer.record import Change, Write, replace


def expire_invitation(email: Email, login: Login, giver: Giver | None, center: Center, now: int) -> Change:
    """`Revoked` for the agent; `giver` of a transfer gets the email back."""
    ended = expired(email, login.agent, giver, center, now)
    missed = login.missed + 1
    left = replace(login, in_hand=gave_up(login, email.id), idle_since=now, missed=missed)
    notice = EmailNotice(to=(login.agent,), kind=STATUS_CHANGE, email=email, view=ending(ended.events[0]))
    change = Change(writes=(Write(login, left),), events=(), notices=(notice,)).then(ended)
    missed_max = center.options.missed_invitations_to_not_ready
    if missed_max and missed >= missed_max:
        return change.then(made_not_ready(left, center, now, reason="missed invitations"))
    return change


def made_not_ready(login: Login, center: Center, now: int, reason: str) -> Change:
    """The server sets an agent's e-mail channel to NotReady and tells him."""
    channel = login.media_channel
    assert channel is not None, "only a logged-in channel is set to NotReady"
    state_id = center.state_by_operation[NOT_READY].id
    changed = MediaChannel(state_id=state_id, state=NOT_READY, dnd=channel.dnd, since=now)
    if channel.state != READY:
        changed = channel
    event = MediaChannelChanged(at=now, agent=login.agent, state=NOT_READY, dnd=channel.dnd, reason=reason)
    return Change(
        writes=(Write(login, replace(login, media_channel=changed, missed=0)),),
        events=(event,),
        notices=(ChannelNotice(to=(login.agent,), media_channel=changed),),
    )
