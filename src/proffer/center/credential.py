"""The secret a user logs in with, kept apart from the configuration so that `apply` never touches it."""

from __future__ import annotations

from proffer.record import Key, Record


class Credential(Record, frozen=True, kw_only=True):
    """A password as an Argon2 hash."""

    user: str  # user id
    password_hash: str
    must_change: bool = False  # changePasswordOnFirstLogin, cleared by ChangePassword
    changed_at: int = 0

    @property
    def key(self) -> Key:
        return ("credential", self.user)
