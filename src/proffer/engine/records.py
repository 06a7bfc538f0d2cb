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
_NONE: dict[str, Record] = {}
CONTENT_CHARACTERS_MAX = 262_144  # a larger body is read again rather than kept


class Records:
    """A cache fed by the commit feed. What it says may be old by a commit under way; `save` finds that out."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._emails: dict[str, Email] = {}  # those not finished, by id
        self._logins: dict[str, Login] = {}  # by user id
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
                self._forget(write.key)
            else:
                self._keep(write.after)

    def email(self, email_id: str) -> Email | None:
        """An email as last known here, without reading; most often one that is not finished."""
        found = self._emails.get(email_id)
        if found is None:
            record = self._recent.get(("email", email_id))
            found = record if isinstance(record, Email) else None
        return found

    def login(self, agent: str) -> Login | None:
        """An agent's login as last known here, without reading."""
        return self._logins.get(agent)

    def peek(self, key: Key) -> Record | None:
        """The record as last known here, without reading."""
        kind, name = key
        open_ones = self._logins if kind == "login" else self._emails if kind == "email" else _NONE
        return open_ones.get(name) or self._recent.get(key)

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
        return list(self._emails.values())

    def logins(self) -> list[Login]:
        """Every login."""
        return list(self._logins.values())

    def _keep(self, record: Record) -> None:
        """An older version than the one known was read before a commit that the feed has brought meanwhile."""
        if type(record) is Login:
            login = self._logins.get(record.agent)
            if login is None or login.version <= record.version:
                self._logins[record.agent] = record
        elif type(record) is Email and not record.finished:
            email = self.email(record.id)
            if email is None or email.version <= record.version:
                self._emails[record.id] = record
        else:
            self._keep_recent(record)

    def _keep_recent(self, record: Record) -> None:
        key = record.key
        known = self.peek(key)
        if known is not None and known.version > record.version:
            return
        if isinstance(record, Email):
            self._emails.pop(record.id, None)
        if isinstance(record, Center):
            self.center = record
        if not (isinstance(record, Content) and _characters(record) > CONTENT_CHARACTERS_MAX):
            self._recent[key] = record
            self._recent.move_to_end(key)
            if len(self._recent) > RECENT_RECORDS_MAX:
                self._recent.popitem(last=False)

    def _forget(self, key: Key) -> None:
        kind, name = key
        if kind == "login":
            self._logins.pop(name, None)
        elif kind == "email":
            self._emails.pop(name, None)
        self._recent.pop(key, None)


def _characters(content: Content) -> int:
    return len(content.html or "") + len(content.text or "")
