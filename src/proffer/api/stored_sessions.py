"""What the store holds of HTTP sessions: written when one opens or ends, and now and then when it was used last."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from proffer.agents.http_session import HttpSession
from proffer.api.events import HttpSessionEnded, HttpSessionOpened, HttpSessionsSeen
from proffer.api.ports import Log, Store
from proffer.api.session import Session
from proffer.engine.ports import Conflict, StoreDown
from proffer.record import Change, Write, replace

SEEN_WRITES_MAX = 500  # records in one change


class StoredSessions:
    """One change at a time, so that we never conflict with ourselves. `clock`: epoch ms, `monotonic`: seconds."""

    def __init__(self, store: Store, clock: Callable[[], int], monotonic: Callable[[], float], log: Log) -> None:
        self._store = store
        self._clock = clock
        self._monotonic = monotonic
        self._log = log
        self._ended: dict[str, tuple[Session, str]] = {}  # invalid here, still in the store; and why
        self._writing = asyncio.Lock()

    async def add(self, record: HttpSession) -> HttpSession:
        """Stores a new one. Raises StoreDown."""
        opened = HttpSessionOpened(at=record.created_at, agent=record.user)
        await self._store.save(Change(writes=(Write(None, record),), events=(opened,)))
        return replace(record, version=1)

    def end(self, session: Session, reason: str) -> None:
        """To be deleted with the next `delete_ended`."""
        self._ended[session.key] = (session, reason)

    async def delete_ended(self) -> None:
        """What cannot be deleted now is tried again the next time."""
        async with self._writing:
            for key, (session, reason) in list(self._ended.items()):
                ended = HttpSessionEnded(at=self._clock(), agent=session.user, reason=reason)
                try:
                    await self._store.save(Change(writes=(Write(session.record, None),), events=(ended,)))
                except StoreDown:
                    return
                except Conflict:
                    pass  # somebody else deleted it
                self._ended.pop(key, None)

    async def write_seen(self, sessions: Sequence[Session]) -> None:
        """`last_seen_at` of these sessions; what fails is logged, it only matters to a restart."""
        for start in range(0, len(sessions), SEEN_WRITES_MAX):
            await self._write_seen(sessions[start : start + SEEN_WRITES_MAX])

    async def _write_seen(self, batch: Sequence[Session]) -> None:
        async with self._writing:
            alive = [session for session in batch if session.key not in self._ended]
            try:
                await self._save_seen(alive)
            except StoreDown as trouble:
                self._log("http_session_not_written", error=repr(trouble))
            except Conflict:  # one of them is not as we know it: the others are written all the same
                for session in alive:
                    try:
                        await self._save_seen([session])
                    except (StoreDown, Conflict) as trouble:
                        self._log("http_session_not_written", error=repr(trouble))

    async def _save_seen(self, batch: Sequence[Session]) -> None:
        if not batch:
            return
        now, moment = self._clock(), self._monotonic()
        seen = [replace(s.record, last_seen_at=now - int((moment - s.seen_at) * 1_000)) for s in batch]
        writes = tuple(Write(session.record, after) for session, after in zip(batch, seen, strict=True))
        await self._store.save(Change(writes=writes, events=(HttpSessionsSeen(at=now, count=len(writes)),)))
        for session, after in zip(batch, seen, strict=True):
            session.record = replace(after, version=after.version + 1)
