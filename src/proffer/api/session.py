"""An HTTP session as long as it lives: who, since when, when last used, how many polls it holds (contract 3.1)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from types import TracebackType

from proffer.agents.http_session import HttpSession

COOKIE_BYTES = 20  # 160 random bits, written as 40 letters and digits


class Session:
    """The stored record, and what only this process knows. Times are seconds of the monotonic clock."""

    __slots__ = ("checked_at", "cookie", "held", "must_change", "record", "seen_at", "touched")

    def __init__(self, record: HttpSession, seen_at: float, cookie: str | None = None) -> None:
        self.record = record
        self.seen_at = seen_at
        self.cookie = cookie  # None: opened before the restart, only its hash is known
        self.held = 0  # polls and sockets that wait
        self.touched = False  # used since `last_seen_at` was written
        self.must_change = False  # the user has to change his password first
        self.checked_at: float | None = None  # when `must_change` was looked up

    @property
    def key(self) -> str:
        """Under what it is found: the hash of the cookie's value."""
        return self.record.id_sha256

    @property
    def user(self) -> str:
        """The user's id."""
        return self.record.user


class Holding:
    """While a poll or a socket waits, its session does not idle."""

    __slots__ = ("_now", "_session")

    def __init__(self, session: Session, now: Callable[[], float]) -> None:
        self._session = session
        self._now = now

    def __enter__(self) -> None:
        self._session.held += 1

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._session.held -= 1
        self._session.seen_at = self._now()


def new_cookie() -> str:
    """A value nobody guesses."""
    return secrets.token_hex(COOKIE_BYTES)


def hashed(cookie: bytes) -> str:
    """What is stored of a cookie's value."""
    return hashlib.sha256(cookie).hexdigest()
