"""An API token: lets a program act as a user within scopes, without his password; known here by its hash only."""

from __future__ import annotations

from proffer.record import Key, Record, Struct

READ, WORK, SESSION, SUBMIT, ADMINISTRATION = "read", "work", "session", "submit", "administration"
SCOPES: dict[str, str] = {
    READ: "read what the user may read",
    WORK: "operations on emails, workbins and contacts",
    SESSION: "contact-centre session, agent states and the push channel",
    SUBMIT: "hand in messages from web forms and other systems",
    ADMINISTRATION: "everything else that changes something, as far as the user's roles go",
}
TOKENS_PER_USER_MAX = 100
NAME_CHARACTERS_MAX = 100
DAYS_MAX = 3_650


class ApiToken(Struct, frozen=True, kw_only=True):
    """One token. Times are epoch milliseconds; `expires_at` None: it works until it is revoked."""

    id: str  # 16 characters
    name: str
    scopes: tuple[str, ...]
    secret_sha256: str  # hex
    made_at: int
    made_by: str  # user id
    expires_at: int | None = None

    def works_at(self, now: int) -> bool:
        """Its time is not over."""
        return self.expires_at is None or now < self.expires_at


class ApiTokens(Record, frozen=True, kw_only=True):
    """All tokens of one user, oldest first; at most `TOKENS_PER_USER_MAX`."""

    user: str  # user id
    tokens: tuple[ApiToken, ...] = ()

    @property
    def key(self) -> Key:
        return api_tokens_key(self.user)


def api_tokens_key(user: str) -> Key:
    """The key of a user's tokens."""
    return ("api_tokens", user)
