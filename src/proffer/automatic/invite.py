"""Invite: the router found an agent; the email is offered to him (contract 12.1, step 2)."""

from __future__ import annotations

from proffer.agents.login import InHand, Login, took
from proffer.center.center import Center
from proffer.interaction.agent_view import VIEW_INVITED
from proffer.interaction.deadlines import delivering_timeout_ms
from proffer.interaction.email import Email, Invitation
from proffer.interaction.events import InvitationOpened
from proffer.interaction.lifecycle import moved
from proffer.interaction.notices import STATUS_CHANGE, EmailNotice
from proffer.record import Change, Write, replace
from proffer.routing.decision import Invite
from proffer.routing.user_data import invitation_begins


def invite(decision: Invite, email: Email, login: Login, center: Center, now: int) -> Change:
    """Opens the invitation; writes the login, so that a NotReady committed first makes this conflict."""
    expires_at = now + delivering_timeout_ms(email.queue, center)
    this_round = email.round + 1 if decision.new_round else email.round
    event = InvitationOpened(
        at=now,
        email=email.id,
        agent=login.agent,
        queue=email.queue,
        expires_at=expires_at,
        round=this_round,
        why=decision.why,
    )
    keys = invitation_begins(decision.target, email, login, center)
    after = moved(
        email,
        event,
        invitation=Invitation(
            agent=login.agent,
            login=login.id,
            offered_at=now,
            expires_at=expires_at,
            target=keys["RTargetObjectSelected"],
        ),
        refused=() if decision.new_round else email.refused,
        round=this_round,
        user_data=email.user_data.with_(keys),
    )
    in_hand = took(login, InHand(email=email.id, queue=email.queue, since=now))
    return Change(
        writes=(Write(email, after), Write(login, replace(login, in_hand=in_hand, idle_since=now))),
        events=(event,),
        notices=(EmailNotice(to=(login.agent,), kind=STATUS_CHANGE, email=after, view=VIEW_INVITED),),
    )
