"""Carries out what the server does by itself: deadlines that came, agents whose clients come and go."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from typing import Any

from proffer.agents.login import Login, login_key
from proffer.automatic.end_login import end_login, keys_to_end
from proffer.automatic.expire_document import expire_document
from proffer.automatic.expire_handling import expire_handling
from proffer.automatic.expire_invitation import expire_invitation
from proffer.automatic.giver import giver_among, giver_keys
from proffer.automatic.hand_back import keys_in_hand
from proffer.automatic.park import drafts_key
from proffer.automatic.presence import came, gone, grace_expired
from proffer.center.center import Center
from proffer.center.user import AGENT
from proffer.engine.clock import Clock
from proffer.engine.dispatch import STORE_RETRY_SECONDS, Dispatcher, Log
from proffer.engine.ports import Store, StoreDown
from proffer.engine.records import Records
from proffer.engine.timers import Deadline, Timers
from proffer.interaction.content import Content, content_key
from proffer.interaction.document import Document, document_key
from proffer.interaction.email import HELD, INBOUND, OFFERED, Email, email_key
from proffer.record import Change, Committed, Conflict


class AutomaticActs:
    """Each act is decided on records as they are when its turn comes, and again when another commit was faster."""

    def __init__(
        self, store: Store, records: Records, dispatcher: Dispatcher, clock: Clock, *, node: str, log: Log
    ) -> None:
        self.timers = Timers(clock, self._due)
        self._store = store
        self._records = records
        self._dispatcher = dispatcher
        self._clock = clock
        self._node = node
        self._log = log
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    def close(self) -> None:
        """Nothing happens by itself any more."""
        self._closed = True
        self.timers.close()
        for task in self._tasks:
            task.cancel()

    def on_commit(self, committed: Committed) -> None:
        """Part of the commit feed: deadlines, and agents whom a new configuration no longer has."""
        self.timers.on_commit(committed)
        for write in committed.change.writes:
            if isinstance(write.after, Center):
                self.run(self.end_disabled())

    async def end_disabled(self) -> None:
        """Logs out whom the configuration does not have, or not as an agent, any more."""
        users = self._records.center.user_by_id
        for login in self._records.logins():
            user = users.get(login.agent)
            if login.open and (user is None or not user.enabled or AGENT not in user.roles):
                await self.end_login(login.agent, "disabled", accepted_too=True)

    async def client_came(self, agent: str) -> None:
        """The agent's first Bayeux session on this node opened."""

        async def decide() -> Change | None:
            login = await self._login(agent)
            return came(login, agent, self._node, self._clock.now())

        await self._until_done("client came", decide)

    async def client_gone(self, agent: str, reason: str) -> None:
        """The agent's last Bayeux session on this node ended."""

        async def decide() -> Change | None:
            login = await self._login(agent)
            return gone(login, self._node, self._records.center, self._clock.now(), reason)

        await self._until_done("client gone", decide)

    async def end_login(self, agent: str, reason: str, *, accepted_too: bool) -> None:
        """Logs an agent out: with `accepted_too` all he has goes back, else only what he is invited to (4.5, 4.6)."""

        async def decide() -> Change | None:
            login = await self._login(agent)
            if login is None or not login.open:
                return None
            found = await self._records.load(keys_to_end(login, self._records.center))
            center = self._records.center
            return end_login(login, found, center, self._clock.now(), reason, accepted_too=accepted_too)

        await self._until_done("login ended", decide)

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Starts an act that nobody waits for."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self._log("automatic act failed", error=repr(task.exception()))

    def _due(self, token: Hashable) -> None:
        assert isinstance(token, Deadline)
        acts: dict[str, Callable[[Deadline], Awaitable[Change | None]]] = {
            "invitation": self._expire_invitation,
            "handling": self._expire_handling,
            "grace": self._expire_grace,
            "document": self._expire_document,
        }
        act = acts[token.what]
        self.run(self._until_done(f"{token.what} expired", lambda: act(token)))

    async def _expire_invitation(self, deadline: Deadline) -> Change | None:
        email = await self._records.get(email_key(deadline.id))
        if not isinstance(email, Email) or email.state != OFFERED or email.invitation is None:
            return None
        login = await self._login(email.invitation.agent)
        if email.invitation.expires_at != deadline.at or login is None:
            return None
        found = await self._records.load(giver_keys(email.id, email.invitation.giver, self._records.center))
        giver = giver_among(email, found)
        return expire_invitation(email, login, giver, self._records.center, self._clock.now())

    async def _expire_handling(self, deadline: Deadline) -> Change | None:
        email = await self._records.get(email_key(deadline.id))
        if not isinstance(email, Email) or email.state != HELD or email.holder is None:
            return None
        login = await self._login(email.holder)
        if email.handling_deadline != deadline.at or login is None:
            return None
        center = self._records.center
        found = {} if email.direction == INBOUND else await self._records.load((drafts_key(email.holder, center),))
        return expire_handling(email, login, found, center, self._clock.now())

    async def _expire_grace(self, deadline: Deadline) -> Change | None:
        login = await self._login(deadline.id)
        if login is None or login.grace_deadline != deadline.at:
            return None
        found = await self._records.load(keys_in_hand(login, self._records.center))
        return grace_expired(login, found, self._records.center, self._clock.now())

    async def _expire_document(self, deadline: Deadline) -> Change | None:
        document = await self._records.get(document_key(deadline.id))
        if not isinstance(document, Document) or document.expires_at != deadline.at:
            return None
        content = await self._records.get(content_key(document.email))
        return expire_document(document, content if isinstance(content, Content) else None, self._clock.now())

    async def _login(self, agent: str) -> Login | None:
        login = await self._records.get(login_key(agent))
        return login if isinstance(login, Login) else None

    async def _until_done(self, what: str, decide: Callable[[], Awaitable[Change | None]]) -> None:
        """Decides and saves; after a conflict on records read again; while the store is down once a second."""
        while not self._closed:
            try:
                change = await decide()
                if change is None or await self._saved(change):
                    return
            except StoreDown as down:
                self._log("store down", during=what, error=str(down))
                await asyncio.sleep(STORE_RETRY_SECONDS)

    async def _saved(self, change: Change) -> bool:
        """False when another won the race; what it wrote is known here then."""
        try:
            await self._dispatcher.save(change, self._clock.now())
        except Conflict:
            await self._records.fresh([write.key for write in change.writes] + [key for key, _ in change.guards])
            return False
        return True
