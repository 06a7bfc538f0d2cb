"""All HTTP sessions: found by cookie, opened at a log-in, ended by idling or at log-out, kept over a restart."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from uuid import uuid4

from proffer.agents.http_session import HttpSession
from proffer.api.cookie import session_cookies
from proffer.api.idle_heap import IdleHeap
from proffer.api.ports import Log, Store
from proffer.api.session import Holding, Session, hashed, new_cookie
from proffer.api.settings import ApiSettings
from proffer.api.stored_sessions import StoredSessions

HEADERS_REMEMBERED_MAX = 10_000  # Cookie headers
HEADER_REMEMBERED_BYTES_MAX = 512  # a longer one is read anew each time
IDLE, LOGGED_OUT, DISABLED, CROWDED = "idle", "logged out", "disabled", "too many"


class Sessions:
    """`clock` gives epoch milliseconds, `monotonic` seconds; idling is counted by the latter."""

    def __init__(
        self,
        *,
        store: Store,
        settings: ApiSettings,
        clock: Callable[[], int],
        monotonic: Callable[[], float],
        log: Log,
        on_last_idled: Callable[[str], None],
        stored: Iterable[HttpSession] = (),
    ) -> None:
        self._stored = StoredSessions(store, clock, monotonic, log)
        self._settings = settings
        self._clock = clock
        self._monotonic = monotonic
        self._log = log
        self._on_last_idled = on_last_idled
        self._by_key: dict[str, Session] = {}
        self._by_header: dict[bytes, Session] = {}  # what a Cookie header meant last; whether it lives is asked anew
        self._by_user: dict[str, dict[str, Session]] = {}
        self._shared: dict[str, asyncio.Task[Session]] = {}  # user → the session of who sends Basic without a cookie
        self._idle = IdleHeap(settings.session_idle_timeout_seconds)
        self._touched: list[Session] = []
        self._written_at = monotonic()
        for record in stored:
            self._add(Session(record, self._seen_at(record)))

    def of_cookie(self, header: bytes) -> Session | None:
        """The living session a Cookie header names; the request counts as use."""
        now = self._monotonic()
        session = self._by_header.get(header)
        if session is not None and session.key in self._by_key and not self._idle.is_over(session, now):
            return self._used(session, now)
        for value in session_cookies(header):
            session = self._by_key.get(hashed(value))
            if session is not None and not self._idle.is_over(session, now):
                self._remember(header, session)
                return self._used(session, now)
        return None

    def touch(self, session: Session) -> None:
        """It is in use."""
        self._used(session, self._monotonic())

    def lives(self, session: Session) -> bool:
        """Has nothing ended it yet?"""
        return session.key in self._by_key

    def hold(self, session: Session) -> Holding:
        """`with sessions.hold(session):` around a wait that counts as activity."""
        return Holding(session, self._monotonic)

    async def shared(self, user: str) -> Session:
        """The session of all requests of this user that bring a password and no cookie; opened if need be."""
        task = self._shared.get(user)
        if task is None or (task.done() and not self._serves(task)):
            task = self._shared[user] = asyncio.ensure_future(self._open(user))
        session = await asyncio.shield(task)
        self.touch(session)
        return session

    def password_changed(self, user: str) -> None:
        """Nothing more is demanded of this user's sessions."""
        for session in self._by_user.get(user, {}).values():
            session.must_change = False
            session.checked_at = self._monotonic()

    async def end_all(self, user: str, reason: str = LOGGED_OUT) -> None:
        """Every session of a user is invalid from now on, and soon gone from the store."""
        ended = list(self._by_user.get(user, {}).values())
        for session in ended:
            self._remove(session, reason)
        await self._stored.delete_ended()

    async def sweep(self) -> None:
        """Ends idle sessions and, every few minutes, writes down which ones were used."""
        now = self._monotonic()
        for session in self._idle.over(now, self._by_key):
            self._remove(session, IDLE)
            if session.user not in self._by_user:
                self._on_last_idled(session.user)
        await self._stored.delete_ended()
        if now - self._written_at >= self._settings.session_seen_write_seconds:
            await self.write_seen()

    async def write_seen(self) -> None:
        """`last_seen_at` of every session used since the last time."""
        self._written_at = self._monotonic()
        touched, self._touched = self._touched, []
        for session in touched:
            session.touched = False
        await self._stored.write_seen([session for session in touched if self.lives(session)])

    async def keep(self) -> None:
        """Sweeps for ever."""
        while True:
            await asyncio.sleep(self._settings.session_sweep_seconds)
            try:
                await self.sweep()
            except Exception as error:  # one bad sweep is no reason to keep sessions for ever
                self._log("http_session_sweep_failed", error=repr(error))

    def __len__(self) -> int:
        return len(self._by_key)

    def _remember(self, header: bytes, session: Session) -> None:
        """A client may send any number of other cookies along with ours."""
        if len(header) <= HEADER_REMEMBERED_BYTES_MAX:
            if len(self._by_header) >= HEADERS_REMEMBERED_MAX:
                self._by_header.clear()
            self._by_header[header] = session

    def _used(self, session: Session, now: float) -> Session:
        session.seen_at = now
        if not session.touched:
            session.touched = True
            self._touched.append(session)
        return session

    def _serves(self, task: asyncio.Task[Session]) -> bool:
        if task.cancelled() or task.exception() is not None:
            return False
        session = task.result()
        return self.lives(session) and not self._idle.is_over(session, self._monotonic())

    async def _open(self, user: str) -> Session:
        cookie, now = new_cookie(), self._clock()
        record = HttpSession(
            id_sha256=hashed(cookie.encode()), user=user, csrf_token=str(uuid4()), created_at=now, last_seen_at=now
        )
        session = Session(await self._stored.add(record), self._monotonic(), cookie)
        self._make_room(user)
        self._add(session)
        return session

    def _add(self, session: Session) -> None:
        self._by_key[session.key] = session
        self._by_user.setdefault(session.user, {})[session.key] = session
        self._idle.add(session)

    def _remove(self, session: Session, reason: str) -> None:
        self._by_key.pop(session.key, None)
        of_user = self._by_user.get(session.user, {})
        of_user.pop(session.key, None)
        if not of_user:
            self._by_user.pop(session.user, None)
            self._shared.pop(session.user, None)
        self._stored.end(session, reason)

    def _make_room(self, user: str) -> None:
        of_user = self._by_user.get(user, {})
        if len(of_user) >= self._settings.sessions_per_user_max:
            self._remove(min(of_user.values(), key=lambda session: session.seen_at), CROWDED)

    def _seen_at(self, record: HttpSession) -> float:
        """When it was last used, on our clock; `last_seen_at` may lag behind by one interval of writing."""
        idle = (self._clock() - record.last_seen_at) / 1_000 - self._settings.session_seen_write_seconds
        return self._monotonic() - max(0.0, idle)
