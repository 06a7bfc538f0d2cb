"""Protection against requests forged by a foreign page, switchable (contract 3.2)."""

from __future__ import annotations

import hmac

from proffer.api.call import Call, Header
from proffer.api.edge import Caller
from proffer.operations.refused import FORBIDDEN, Refused

TOKEN = b"x-csrf-token"
CHANGING = frozenset(("POST", "PUT", "DELETE"))


def token_headers(caller: Caller) -> tuple[Header, ...]:
    """What every answer to a GET carries."""
    return ((b"x-csrf-header", b"X-CSRF-TOKEN"), (TOKEN, caller.session.record.csrf_token.encode()))


def check_token(call: Call, caller: Caller) -> None:
    """A request that changes something repeats the token of the session whose cookie it brings."""
    if call.method not in CHANGING:
        return
    sent = call.headers.get(TOKEN, b"")
    brought_cookie = b"cookie" in call.headers and not caller.fresh
    token = caller.session.record.csrf_token.encode()
    if not brought_cookie or not token or not hmac.compare_digest(sent, token):
        raise Refused(FORBIDDEN, "Missing or invalid Csrf token")
