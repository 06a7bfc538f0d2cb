"""EndContactCenterSession: the agent logs out; what he had goes back, in one change (contract 4.5)."""

from __future__ import annotations

from proffer.automatic.end_login import end_login, keys_to_end
from proffer.operations.frame import Context, Operation, Parameters
from proffer.record import Change, Key


def reads(context: Context, parameters: Parameters) -> tuple[Key, ...]:
    """The emails in hand and the place."""
    login = context.login
    if login is None:
        return ()
    return keys_to_end(login, context.center)


def decide(context: Context, parameters: Parameters) -> Change | None:
    """Without an open session there is nothing to do; the HTTP sessions end all the same."""
    login = context.login
    if login is None or not login.open:
        return None
    return end_login(login, context.found, context.center, context.now, "logged out", accepted_too=True)


END_CONTACT_CENTER_SESSION = Operation(name="EndContactCenterSession", reads=reads, decide=decide, numbered=False)
