"""Reject: the invited agent does not want the email; it goes back, and on to another agent (contract 10.3)."""

from __future__ import annotations

from proffer.agents.login import gave_up
from proffer.interaction.agent_view import INVITED, ending
from proffer.interaction.events import InvitationRejected
from proffer.interaction.notices import STATUS_CHANGE
from proffer.interaction.queueing import refused_by
from proffer.operations.frame import Context, Operation, Parameters
from proffer.record import Change, Write


def decide(context: Context, parameters: Parameters) -> Change:
    """The email waits again, `PegRejected` grown; the rejecter sees the user data as it was at the invitation."""
    email, agent, before = context.email, context.request.agent, context.open_login
    event = InvitationRejected(at=context.now, email=email.id, agent=agent, queue=email.queue)
    rejected = email.user_data.get("PegRejected", 0)
    count = rejected + 1 if isinstance(rejected, int) else 1
    after = refused_by(email, event, agent, email.user_data.with_({"PegRejected": count}))
    login = context.login_write(in_hand=gave_up(before, email.id), missed=0, idle_since=context.now)
    notice = context.notice(STATUS_CHANGE, email, ending(event))
    return Change(writes=(Write(email, after), login), events=(event,), notices=(notice,))


REJECT = Operation(name="Reject", views=frozenset((INVITED,)), decide=decide)
