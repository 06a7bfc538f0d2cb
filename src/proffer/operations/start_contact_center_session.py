"""StartContactCenterSession: the agent logs in at a place, to the e-mail channel (contract 4.1–4.3)."""

from __future__ import annotations

from typing import Any

from proffer.agents.events import SessionStarted
from proffer.agents.login import Login, MediaChannel, Place
from proffer.agents.notices import ChannelNotice
from proffer.operations.channels_asked import channels, parts
from proffer.operations.frame import Context, Operation, Parameters
from proffer.operations.parameters import ONE_LINE, Parameter, string, takes
from proffer.operations.refused import IN_USE, OUT_OF_RANGE, WRONG_STATE, Refused
from proffer.record import Change, Key, Write, replace

PLACE_CHARACTERS_MAX = 255


def wanted_place(context: Context, parameters: Parameters) -> str:
    """The place asked for, else the agent's default, else his employee id."""
    user = context.center.user_by_id[context.request.agent]
    found = parameters["place"] or user.place or user.employee_id
    return str(found)


def reads(context: Context, parameters: Parameters) -> tuple[Key, ...]:
    """The place, to see who sits there."""
    return (("place", wanted_place(context, parameters)),)


def decide(context: Context, parameters: Parameters) -> Change | None:
    """Logged in; nothing when the session is open already at this place (4.3)."""
    _refuse_if_none_served(context, parameters)
    login = context.login
    if login is not None and login.open:
        return _repeated(context, login, parameters["place"])
    place = wanted_place(context, parameters)
    seat = context.found.get(("place", place))
    assert seat is None or isinstance(seat, Place)
    if seat is not None and seat.agent not in (None, context.request.agent):
        raise Refused(IN_USE, "Another agent is logged in at this place.")
    known = Login(agent=context.request.agent) if login is None else login
    after = replace(
        known,
        id=context.new_id(),
        open=True,
        started_at=context.now,
        place=place,
        media_channel=first_state(context),
        was_present=bool(known.present),
        reference=0,
        missed=0,
        grace_deadline=None,
        idle_since=context.now,
    )
    event = SessionStarted(at=context.now, agent=known.agent, place=place, login=after.id)
    return Change(
        writes=(Write(login, after), Write(seat, replace(seat or Place(name=place), agent=known.agent))),
        events=(event,),
        notices=(ChannelNotice(to=(known.agent,), media_channel=after.media_channel),),
    )


def first_state(context: Context) -> MediaChannel:
    """The state of option login-state, DND off."""
    state = context.center.state_by_operation[context.center.options.login_state]
    return MediaChannel(state_id=state.id, state=state.state, since=context.now)


def _repeated(context: Context, login: Login, place: str | None) -> Change | None:
    if place is not None and place != login.place:
        raise Refused(WRONG_STATE, "The session is open at another place.")
    if login.media_channel is not None:
        return None
    after = replace(login, media_channel=first_state(context), missed=0, idle_since=context.now)
    event = SessionStarted(at=context.now, agent=login.agent, place=login.place or "", login=login.id)
    notice = ChannelNotice(to=(login.agent,), media_channel=after.media_channel)
    return Change(writes=(Write(login, after),), events=(event,), notices=(notice,))


def _refuse_if_none_served(context: Context, parameters: Parameters) -> None:
    outcome = parts(context, parameters)
    if all(part.code for part in outcome):
        raise Refused(outcome[0].code, outcome[0].message)


@takes(type="string", minLength=1, maxLength=PLACE_CHARACTERS_MAX, pattern=ONE_LINE)
def _place(name: str, value: Any) -> str:
    found = string(PLACE_CHARACTERS_MAX)(name, value)
    if not found:
        raise Refused(OUT_OF_RANGE, f"Parameter {name} has 1 to {PLACE_CHARACTERS_MAX} characters.")
    return found


START_CONTACT_CENTER_SESSION = Operation(
    name="StartContactCenterSession",
    parameters=(
        Parameter(name="channels", read=channels, text="What to log in to; without it email, the one served."),
        Parameter(name="place", read=_place, text="Where the agent sits; without it his own place or his employee id."),
    ),
    reads=reads,
    decide=decide,
    outcome=parts,
    numbered=False,
)
