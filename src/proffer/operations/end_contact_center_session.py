"""EndContactCenterSession: the agent logs out; what he had goes back, in one change (contract 4.5)."""

from __future__ import annotations

from proffer.agents.login import Place
from proffer.automatic.end_login import end_login
from proffer.automatic.hand_back import emails_among, keys_in_hand
from proffer.operations.frame import Context, Operation, Parameters
from proffer.record import Change, Key


def reads(context: Context, parameters: Parameters) -> tuple[Key, ...]:
    """The emails in hand and the place."""
    login = context.login
    if login is None:
        return ()
    place = () if login.place is None else (("place", login.place),)
    return keys_in_hand(login) + place


def decide(context: Context, parameters: Parameters) -> Change | None:
    """Without an open session there is nothing to do; the HTTP sessions end all the same."""
    login = context.login
    if login is None or not login.open:
        return None
    place = context.found.get(("place", login.place or ""))
    assert place is None or isinstance(place, Place)
    emails = emails_among(login, dict(context.found))
    return end_login(login, emails, place, context.now, "logged out", accepted_too=True)


END_CONTACT_CENTER_SESSION = Operation(name="EndContactCenterSession", reads=reads, decide=decide, numbered=False)
