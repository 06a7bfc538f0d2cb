"""Records at hand: open emails, logins and the centre are kept in memory as last committed, the rest is read."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from proffer.agents.login import Login
from proffer.center.center import CENTER_KEY, Center
from proffer.engine.ports import Store
from proffer.interaction.content import Content
from proffer.interaction.email import Email
from proffer.record import Committed, Key, Record

RECENT_RECORDS_MAX = 4_096
CONTENT_CHARACTERS_MAX = 262_144  # a larger body is read again rather than kept


class Records:
    """A cache fed by the commit feed. What it says may be old by a commit under way; `save` finds that out."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._open: dict[Key, Record] = {}
        self._recent: OrderedDict[Key, Record] = OrderedDict()
        self.center = Center()

    async def rebuild(self) -> list[Record]:
        """Reads every open record, before anything else works; returns those it does not keep: HTTP sessions."""
        others: list[Record] = []
        async for record in self._store.open_records():
            if isinstance(record, Email | Login):
                self._keep(record)
            else:
                others.append(record)
        found = await self._store.load((CENTER_KEY,))
        for record in found.values():
            self._keep(record)
        return others

    def on_commit(self, committed: Committed) -> None:
        """Keeps what was written; the first subscriber of the feed."""
        for write in committed.change.writes:
            if write.after is None:
                self._open.pop(write.key, None)
                self._recent.pop(write.key, None)
            else:
                self._keep(write.after)

    def peek(self, key: Key) -> Record | None:
        """The record as last known here, without reading."""
        return self._open.get(key) or self._recent.get(key)

    async def get(self, key: Key) -> Record | None:
        """One record; read when it is not at hand. Raises StoreDown."""
        return self.peek(key) or (await self.fresh((key,))).get(key)

    async def load(self, keys: Iterable[Key]) -> dict[Key, Record]:
        """Those of `keys` that exist, read only where they are not at hand. Raises StoreDown."""
        found: dict[Key, Record] = {}
        missing: list[Key] = []
        for key in keys:
            record = self.peek(key)
            if record is None:
                missing.append(key)
            else:
                found[key] = record
        return found | await self.fresh(missing) if missing else found

    async def fresh(self, keys: Iterable[Key]) -> dict[Key, Record]:
        """Those of `keys` that exist, as last committed. Raises StoreDown."""
        found = await self._store.load(keys)
        for record in found.values():
            self._keep(record)
        return found

    def open_emails(self) -> list[Email]:
        """Every unfinished email."""
        return [record for record in self._open.values() if isinstance(record, Email)]

    def logins(self) -> list[Login]:
        """Every login."""
        return [record for record in self._open.values() if isinstance(record, Login)]

    def _keep(self, record: Record) -> None:
        key = record.key
        known = self.peek(key)
        if known is not None and known.version > record.version:
            return  # read before a commit that the feed has brought meanwhile
        if isinstance(record, Login) or (isinstance(record, Email) and not record.finished):
            self._open[key] = record
            return
        self._open.pop(key, None)
        if isinstance(record, Center):
            self.center = record
        if not (isinstance(record, Content) and _characters(record) > CONTENT_CHARACTERS_MAX):
            self._recent[key] = record
            self._recent.move_to_end(key)
            if len(self._recent) > RECENT_RECORDS_MAX:
                self._recent.popitem(last=False)


def _characters(content: Content) -> int:
    return len(content.html or "") + len(content.text or "")
