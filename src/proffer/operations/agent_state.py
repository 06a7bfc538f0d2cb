"""Ready, NotReady and every other state by its operationName, Offline, and Do Not Disturb (contract 5.3)."""

from __future__ import annotations

from proffer.agents.events import MediaChannelChanged
from proffer.agents.login import Login, MediaChannel
from proffer.agents.notices import ChannelNotice
from proffer.automatic.hand_back import hand_back, kept, keys_in_hand
from proffer.center.agent_state import LOGGED_OUT, NOT_READY
from proffer.operations.frame import Context, Operation, Parameters
from proffer.operations.parameters import Parameter, string
from proffer.operations.refused import WRONG_STATE, Refused
from proffer.record import Change, Key, Write, replace

REASON_CHARACTERS_MAX = 255


def _channel(context: Context) -> MediaChannel:
    login = context.login
    if login is None or not login.open or login.media_channel is None:
        raise Refused(WRONG_STATE, "The agent is not logged in to this channel.")
    return login.media_channel


def _change(context: Context, channel: MediaChannel) -> Change:
    login = context.open_login
    event = MediaChannelChanged(
        at=context.now,
        agent=login.agent,
        state=channel.state,
        dnd=channel.dnd,
        reason=channel.reason,
        by=_by(context),
    )
    return Change(
        writes=(Write(login, replace(login, media_channel=channel, missed=0)),),
        events=(event,),
        notices=(ChannelNotice(to=(login.agent,), media_channel=channel),),
    )


def _by(context: Context) -> str | None:
    request = context.request
    return None if request.actor == request.agent else request.actor


def set_state(context: Context, parameters: Parameters) -> Change:
    """The chosen state; DND is kept, the reason stands with not-ready states only. Repeating it notifies again."""
    channel = _channel(context)
    state = context.center.state_by_operation[context.request.operation]
    reason = parameters["reason"] if state.state == NOT_READY else None
    since = channel.since if channel.state_id == state.id else context.now
    chosen = MediaChannel(state_id=state.id, state=state.state, dnd=channel.dnd, reason=reason or None, since=since)
    return _change(context, chosen)


def do_not_disturb_on(context: Context, parameters: Parameters) -> Change:
    """No new invitations, whatever the state."""
    return _change(context, replace(_channel(context), dnd=True))


def do_not_disturb_off(context: Context, parameters: Parameters) -> Change:
    """Back to the state."""
    return _change(context, replace(_channel(context), dnd=False))


def reads_in_hand(context: Context, parameters: Parameters) -> tuple[Key, ...]:
    """The emails in hand."""
    return () if context.login is None else keys_in_hand(context.login, context.center)


def go_offline(context: Context, parameters: Parameters) -> Change:
    """The channel is logged out; what is in hand goes back as at log-out, the session stays open."""
    _channel(context)
    login = context.open_login
    back = hand_back(login, context.found, context.center, context.now, "offline", accepted_too=True)
    after: Login = replace(kept(login, back), media_channel=None, missed=0)
    event = MediaChannelChanged(at=context.now, agent=login.agent, state=LOGGED_OUT, by=_by(context))
    notice = ChannelNotice(to=(login.agent,), media_channel=None)
    return back.then(Change(writes=(Write(login, after),), events=(event,), notices=(notice,)))


REASON = Parameter(
    name="reason",
    aliases=("reasonCode",),
    read=string(REASON_CHARACTERS_MAX),
    text="Why, shown with a state that is not ready.",
)
SET_STATE = Operation(name="", parameters=(REASON,), decide=set_state, numbered=False)  # goes by the state's name
OFFLINE = Operation(name="Offline", reads=reads_in_hand, decide=go_offline, numbered=False)
DO_NOT_DISTURB_ON = Operation(name="DoNotDisturbOn", decide=do_not_disturb_on, numbered=False)
DO_NOT_DISTURB_OFF = Operation(name="DoNotDisturbOff", decide=do_not_disturb_off, numbered=False)
