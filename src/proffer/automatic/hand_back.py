"""Taking emails out of the hands of an agent who leaves: each goes back to where it came from, he is told `Revoked`."""

from __future__ import annotations

from collections.abc import Mapping

from proffer.agents.login import Login
from proffer.automatic.end_invitation import revoked
from proffer.automatic.giver import giver_among, giver_keys
from proffer.automatic.park import drafts_key, park
from proffer.center.center import Center
from proffer.interaction.agent_view import ending
from proffer.interaction.email import HELD, INBOUND, OFFERED, Email, email_key
from proffer.interaction.events import EmailReturned
from proffer.interaction.notices import STATUS_CHANGE, EmailNotice
from proffer.interaction.queueing import given_back
from proffer.record import Change, Event, Key, Record, Write, replace


def keys_in_hand(login: Login, center: Center) -> tuple[Key, ...]:
    """What a decision about leaving needs: the emails, his draft workbin, and the givers of what was transferred."""
    if not login.in_hand:
        return ()
    emails = tuple([email_key(item.email) for item in login.in_hand])
    givers = [giver_keys(item.email, item.giver, center) for item in login.in_hand if item.giver is not None]
    return (*emails, drafts_key(login.agent, center), *dict.fromkeys(key for keys in givers for key in keys))


def hand_back(
    login: Login, found: Mapping[Key, Record], center: Center, now: int, reason: str, *, accepted_too: bool
) -> Change:
    """Invitations end first; with `accepted_too` inbound emails go back then, drafts into the workbin (contract 4.5).

    An email he is transferring stays his until the colleague answers. Writes the login of nobody but givers who are
    gone: the caller writes his, with `kept` of what stays in hand.
    """
    emails, agent = emails_among(login, found), login.agent
    change = Change(writes=(), events=())
    known = dict(found)  # a giver of several emails loses one after the other
    for email in emails:
        if email.state == OFFERED and email.invitation is not None and email.invitation.agent == agent:
            ended = revoked(email, agent, giver_among(email, known), center, now, reason)
            known |= {write.key: write.after for write in ended.writes if write.after is not None}
            change = change.then(_told(login, email, ended.events[0])).then(ended)
    for email in emails if accepted_too else ():
        if email.state == HELD and email.holder == agent and email.direction == INBOUND:
            event = EmailReturned(at=now, email=email.id, agent=agent, reason=reason)
            returned = Change(writes=(Write(email, given_back(email, event)),), events=(event,))
            change = change.then(_told(login, email, event)).then(returned)
        elif email.state == HELD and email.holder == agent:
            parked = park(email, login, known, center, now, reason)
            known |= {write.key: write.after for write in parked.writes if write.after is not None}
            change = change.then(parked)
    return change


def emails_among(login: Login, found: Mapping[Key, Record]) -> list[Email]:
    """The emails in hand, oldest first."""
    records = (found.get(email_key(item.email)) for item in login.in_hand)
    return [record for record in records if isinstance(record, Email)]


def _told(login: Login, email: Email, event: Event) -> Change:
    notice = EmailNotice(to=(login.agent,), kind=STATUS_CHANGE, email=email, view=ending(event))
    return Change(writes=(), events=(), notices=(notice,))


def kept(login: Login, change: Change) -> Login:
    """The login without the emails that `change` took away."""
    gone = {write.key[1] for write in change.writes if write.key[0] == "email"}
    return replace(login, in_hand=tuple(item for item in login.in_hand if item.email not in gone))
