"""Reject: the invited agent does not want the email; it goes back, and on to another agent (contract 10.3)."""

from __future__ import annotations

from proffer.agents.login import gave_up
from proffer.automatic.end_invitation import rejected
from proffer.automatic.giver import giver_among, giver_keys
from proffer.interaction.agent_view import INVITED, ending
from proffer.interaction.notices import STATUS_CHANGE
from proffer.operations.frame import Context, Operation, Parameters
from proffer.record import Change, Key


def reads(context: Context, parameters: Parameters) -> tuple[Key, ...]:
    """Of a transfer, the giver's records."""
    invitation = context.email.invitation
    assert invitation is not None, "an invited view has an invitation"
    return giver_keys(context.email.id, invitation.giver, context.center)


def decide(context: Context, parameters: Parameters) -> Change:
    """The email waits again, or is its giver's again; the rejecter sees the user data as it was at the invitation."""
    email = context.email
    ended = rejected(email, context.request.agent, giver_among(email, context.found), context.center, context.now)
    login = context.login_write(in_hand=gave_up(context.open_login, email.id), missed=0, idle_since=context.now)
    notice = context.notice(STATUS_CHANGE, email, ending(ended.events[0]))
    return Change(
        writes=(*ended.writes, login),
        events=ended.events,
        notices=(notice, *ended.notices),
        guards=ended.guards,
    )


REJECT = Operation(name="Reject", views=frozenset((INVITED,)), reads=reads, decide=decide)
