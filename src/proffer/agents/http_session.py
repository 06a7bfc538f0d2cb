"""An HTTP session: the cookie a client holds, known here by its hash only (contract 3.1)."""

from __future__ import annotations

from proffer.record import Key, Record


class HttpSession(Record, frozen=True, kw_only=True):
    """Lives until it has been idle for `session-idle-timeout`; survives a restart."""

    id_sha256: str  # of the cookie's value, hex
    user: str  # user id
    csrf_token: str = ""
    created_at: int = 0
    last_seen_at: int = 0  # written at most every few minutes

    @property
    def key(self) -> Key:
        return ("http_session", self.id_sha256)
