"""An invitation ends without acceptance: a routed email goes back to its queue, a transferred one to who gave it.

The one place where this is decided. What comes out is the email, what a giver is told and whether he loses it, and, as
the first event, the end of the invitation. Login and notice of the invited agent are written by the caller.
"""

from __future__ import annotations

from proffer.agents.login import gave_up
from proffer.automatic.giver import Giver, giver_notice
from proffer.automatic.park import park
from proffer.center.center import Center
from proffer.interaction.agent_view import agent_view, ending
from proffer.interaction.deadlines import handling_deadline
from proffer.interaction.email import OUTBOUND, Email
from proffer.interaction.events import (
    EmailReturned,
    InvitationExpired,
    InvitationRejected,
    InvitationRevoked,
    TransferExpired,
    TransferRejected,
    TransferRevoked,
)
from proffer.interaction.lifecycle import moved
from proffer.interaction.notices import ERROR, STATUS_CHANGE, EmailNotice, Failure
from proffer.interaction.queueing import given_back, refused_by
from proffer.record import Change, Event, Write, replace

WRONG_STATE = 2  # statusCode of contract 2.5: the colleague cannot be given it now
GIVER_GONE = "giver gone"


def rejected(email: Email, agent: str, giver: Giver | None, center: Center, now: int) -> Change:
    """`agent` did not want it; of a routed email `PegRejected` grows (contract 10.3)."""
    if giver is not None:
        refusal = TransferRejected(at=now, email=email.id, agent=agent, giver=giver.login.agent, queue=email.queue)
        return _back_to_giver(email, refusal, "rejected the transfer", giver, center, refused=(agent,))
    event = InvitationRejected(at=now, email=email.id, agent=agent, queue=email.queue)
    count = email.user_data.get("PegRejected", 0)
    user_data = email.user_data.with_({"PegRejected": count + 1 if isinstance(count, int) else 1})
    return _waits_again(email, refused_by(email, event, agent, user_data), event)


def expired(email: Email, agent: str, giver: Giver | None, center: Center, now: int) -> Change:
    """`agent` did not answer in time: a refusal in this round, but `PegRejected` stays (contract 8.2, 12.2)."""
    if giver is not None:
        silence = TransferExpired(at=now, email=email.id, agent=agent, giver=giver.login.agent, queue=email.queue)
        return _back_to_giver(email, silence, "did not answer the transfer in time", giver, center, refused=(agent,))
    event = InvitationExpired(at=now, email=email.id, agent=agent, queue=email.queue)
    return _waits_again(email, refused_by(email, event, agent, email.user_data), event)


def revoked(email: Email, agent: str, giver: Giver | None, center: Center, now: int, reason: str) -> Change:
    """`agent` left; nobody has refused anything (contract 4.5, 4.6)."""
    if giver is not None:
        loss = TransferRevoked(
            at=now, email=email.id, agent=agent, giver=giver.login.agent, queue=email.queue, reason=reason
        )
        return _back_to_giver(email, loss, "left before answering the transfer", giver, center)
    event = InvitationRevoked(at=now, email=email.id, agent=agent, queue=email.queue, reason=reason)
    return _waits_again(email, given_back(email, event), event)


def _waits_again(email: Email, after: Email, event: Event) -> Change:
    return Change(writes=(Write(email, after),), events=(event,))


def _back_to_giver(
    email: Email, event: Event, what: str, giver: Giver, center: Center, *, refused: tuple[str, ...] = ()
) -> Change:
    """He can do everything with it again, and is told why (contract 9.4)."""
    invitation, login = email.invitation, giver.login
    assert invitation is not None, "a transfer has an invitation"
    deadline = handling_deadline(email.queue, email.user_data, center, event.at)
    after = moved(email, event, invitation=None, handling_deadline=deadline)
    if giver.gone:
        if email.direction == OUTBOUND:
            return _draft_of_gone_giver(event, email, after, giver, center)
        return _from_gone_giver(email, event, after, giver, refused)
    view = agent_view(after, login.agent, list_extensions=center.options.list_extension_capabilities)
    user = center.user_by_id.get(invitation.agent)
    failure = Failure(WRONG_STATE, f"Agent {invitation.agent if user is None else user.employee_id} {what}.")
    return Change(
        writes=(Write(email, after),),
        events=(event,),
        notices=(giver_notice(giver, invitation, ERROR, after, view, content=giver.content, failure=failure),),
        guards=((login.key, login.version),),  # his session may be ending at this moment
    )


def _draft_of_gone_giver(event: Event, email: Email, held: Email, giver: Giver, center: Center) -> Change:
    """A draft goes into his workbin: it has no queue to wait in."""
    login = giver.login
    parked = park(held, login, giver.found, center, event.at, GIVER_GONE)
    left = replace(login, in_hand=gave_up(login, email.id), idle_since=event.at)
    ended = Change(writes=(Write(email, held), Write(login, left)), events=(event,))
    return ended.then(parked)


def _from_gone_giver(email: Email, event: Event, held: Email, giver: Giver, refused: tuple[str, ...]) -> Change:
    """The email waits in the queue it came from (contract 10.11); who refused it just now is not asked first."""
    login = giver.login
    returned = EmailReturned(at=event.at, email=email.id, agent=login.agent, reason=GIVER_GONE)
    after = replace(given_back(held, returned), refused=refused)
    left = replace(login, in_hand=gave_up(login, email.id), idle_since=event.at)
    notice = EmailNotice(to=(login.agent,), kind=STATUS_CHANGE, email=held, view=ending(returned))
    return Change(writes=(Write(email, after), Write(login, left)), events=(event, returned), notices=(notice,))
