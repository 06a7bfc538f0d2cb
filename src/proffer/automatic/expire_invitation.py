"""The delivering-timeout ran out: the agent loses the invitation, the email goes on to another (contract 12.1)."""

from __future__ import annotations

from proffer.agents.events import MediaChannelChanged
from proffer.agents.login import Login, MediaChannel, gave_up
from proffer.agents.notices import ChannelNotice
from proffer.center.agent_state import NOT_READY, READY
from proffer.center.center import Center
from proffer.interaction.agent_view import ending
from proffer.interaction.email import Email
from proffer.interaction.events import InvitationExpired
from proffer.interaction.notices import STATUS_CHANGE, EmailNotice
from proffer.interaction.queueing import refused_by
from proffer.record import Change, Write, replace


def expire_invitation(email: Email, login: Login, center: Center, now: int) -> Change:
    """`Revoked` for the agent; it counts as a refusal in this round, `PegRejected` stays (contract 8.2, 12.2)."""
    event = InvitationExpired(at=now, email=email.id, agent=login.agent, queue=email.queue)
    after = refused_by(email, event, login.agent, email.user_data)
    missed = login.missed + 1
    left = replace(login, in_hand=gave_up(login, email.id), idle_since=now, missed=missed)
    change = Change(
        writes=(Write(email, after), Write(login, left)),
        events=(event,),
        notices=(EmailNotice(to=(login.agent,), kind=STATUS_CHANGE, email=email, view=ending(event)),),
    )
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
