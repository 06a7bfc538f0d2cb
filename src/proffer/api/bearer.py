"""Reads `Authorization: Bearer` (RFC 6750): an API token names its user and carries a secret nobody guesses."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from proffer.agents.api_token import ApiToken, ApiTokens
from proffer.record import Struct

PREFIX = "proffer"
SECRET_BYTES = 20  # 160 random bits, written as 40 letters and digits
USER_CHARACTERS = 32


class Claimed(Struct, frozen=True):
    """What a token says: whose it is, and its secret."""

    user: str
    secret: str


def is_bearer(header: bytes) -> bool:
    """Is this a token of ours? Any other counts as none: a proxy may leave its own in the header."""
    return header[:7].lower() == b"bearer " and header[7:].lstrip().startswith(PREFIX.encode() + b"_")


def read_bearer(header: bytes) -> Claimed | None:
    """User and secret; None when it is no token of ours."""
    prefix, _, rest = header[7:].strip().decode("latin-1").partition("_")
    user, _, secret = rest.partition("_")
    if prefix != PREFIX or len(user) != USER_CHARACTERS or len(secret) != 2 * SECRET_BYTES:
        return None
    return Claimed(user, secret)


def new_secret() -> str:
    """A value nobody guesses."""
    return secrets.token_hex(SECRET_BYTES)


def written(user: str, secret: str) -> str:
    """The token as its holder keeps it; shown once."""
    return f"{PREFIX}_{user}_{secret}"


def hashed_secret(secret: str) -> str:
    """What is stored of it. It is random, so a fast hash is enough."""
    return hashlib.sha256(secret.encode("latin-1")).hexdigest()


def token_of(claimed: Claimed, tokens: ApiTokens, now: int) -> ApiToken | None:
    """The token that is meant, unless its time is over."""
    wanted = hashed_secret(claimed.secret)
    for token in tokens.tokens:
        if hmac.compare_digest(token.secret_sha256, wanted):
            return token if token.works_at(now) else None
    return None
