"""Which scope an API token needs for which request; what is in no line of the table needs `administration`."""

from __future__ import annotations

from proffer.agents.api_token import ADMINISTRATION, READ, SESSION, SUBMIT, WORK
from proffer.api.edge import Caller
from proffer.operations.refused import NO_PERMISSION, Refused

READING = frozenset(("GET", "HEAD", "OPTIONS"))
V2, X1 = "/api/v2", "/api/x/v1"
EXACT: dict[str, str] = {
    f"{V2}/me": SESSION,
    f"{X1}/emails": SUBMIT,
}
BELOW: tuple[tuple[str, str], ...] = (
    (f"{V2}/notifications", SESSION),
    (f"{V2}/me/channels", SESSION),
    (f"{V2}/me/emails", WORK),
    (f"{V2}/me/interactions", WORK),
    (f"{V2}/me/workbins", WORK),
    (f"{V2}/email", WORK),
    (f"{V2}/emails", WORK),
    (f"{V2}/workbins", WORK),
    (f"{V2}/contacts", WORK),
    (f"{V2}/ucs", WORK),
    (f"{V2}/platform", WORK),
    (f"{X1}/emails", WORK),
    (f"{X1}/contacts", WORK),
)


def needed_scope(method: str, path: str) -> str:
    """The scope for this request."""
    plain = path.rstrip("/")
    if plain.startswith(f"{V2}/notifications"):
        return SESSION
    if method in READING:
        return READ
    if plain in EXACT:
        return EXACT[plain]
    for start, scope in BELOW:
        if plain == start or plain.startswith(start + "/"):
            return scope
    return ADMINISTRATION


def check_scope(caller: Caller, method: str, path: str) -> None:
    """Nothing to check for who brings a cookie or a password. Raises Refused 5."""
    if caller.token is None:
        return
    needed = needed_scope(method, path)
    if needed not in caller.token.scopes:
        raise Refused(NO_PERMISSION, f"This token lacks the scope {needed}.")
