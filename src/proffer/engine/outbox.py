"""The outbox: emails that were sent wait here until a relay has taken them, through restarts and for days."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Hashable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from proffer.automatic.report_failure import report_failure
from proffer.automatic.send_out import Composed, begin_attempt, conclude_attempt
from proffer.engine.clock import Clock
from proffer.engine.dispatch import STORE_RETRY_SECONDS, Dispatcher, Log
from proffer.engine.ports import Blobs, Store, StoreDown
from proffer.engine.records import Records
from proffer.engine.timers import Timers
from proffer.interaction.address import shown
from proffer.interaction.content import Content, content_key
from proffer.interaction.delivery import Delivery, delivery_key
from proffer.interaction.email import OUTBOX, Email, email_key
from proffer.interaction.known_message import known_message_key
from proffer.interaction.outgoing import Outgoing
from proffer.interaction.outgoing_mail import outgoing_mail
from proffer.interaction.relay_answer import REFUSED, RelayAnswer
from proffer.interaction.signature import signature_of
from proffer.record import Change, Committed, Conflict

AT_ONCE_MAX = 8  # mails composed or handed over at the same time: each is wholly in memory
TROUBLE_RETRY_MS = 60_000
NOT_COMPOSED = "554 5.6.0 The mail could not be composed"


class Relay(Protocol):
    """Where mail is handed over. Never raises over what the relay does."""

    async def hand_over(self, sender: str, recipients: Sequence[str], message: bytes) -> Mapping[str, RelayAnswer]: ...
    async def close(self) -> None: ...


class Writer(Protocol):
    """Composes in a thread. Raises ValueError for what cannot be written, OSError for files that cannot be read."""

    def __call__(self, mail: Outgoing, path_of: Callable[[str], Path]) -> bytes: ...


class Outbox:
    """At least once: an attempt is counted before it is made, its outcome written right after the relay's answer."""

    def __init__(
        self,
        store: Store,
        records: Records,
        dispatcher: Dispatcher,
        blobs: Blobs,
        spool: Callable[[], Path],
        relay: Relay,
        write: Writer,
        clock: Clock,
        log: Log,
    ) -> None:
        self._store = store
        self._records = records
        self._dispatcher = dispatcher
        self._blobs = blobs
        self._spool = spool
        self._relay = relay
        self._write = write
        self._clock = clock
        self._log = log
        self._timers = Timers(clock, self._due)
        self._turns = asyncio.Semaphore(AT_ONCE_MAX)
        self._tasks: dict[str, asyncio.Task[None]] = {}  # by email
        self._closed = False

    async def rebuild(self) -> None:
        """What was in the outbox when the server stopped is due when its delivery says. Raises StoreDown."""
        waiting = [email.id for email in self._records.open_emails() if email.state == OUTBOX]
        for record in (await self._records.fresh(map(delivery_key, waiting))).values():
            if isinstance(record, Delivery):
                self._learn(record)

    def on_commit(self, committed: Committed) -> None:
        """Part of the commit feed: deliveries come, wait longer, are taken back."""
        for write in committed.change.writes:
            if isinstance(write.after, Delivery):
                self._learn(write.after)
            elif isinstance(write.before, Delivery):
                self._timers.forget(write.before.email)

    async def close(self, grace_seconds: float) -> None:
        """Attempts under way end first, within the grace; the others come after the next start."""
        self._closed = True
        self._timers.close()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks.values(), timeout=grace_seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._relay.close()

    def __len__(self) -> int:
        return len(self._timers) + len(self._tasks)

    def _learn(self, delivery: Delivery) -> None:
        if delivery.waiting and not self._closed:
            self._timers.after(delivery.due_at - self._clock.now(), delivery.email, delivery.email)
        else:
            self._timers.forget(delivery.email)

    def _due(self, token: Hashable) -> None:
        email_id = str(token)
        if self._closed or email_id in self._tasks:
            return
        task = asyncio.get_running_loop().create_task(self._attempt(email_id))
        self._tasks[email_id] = task
        task.add_done_callback(lambda done: self._finished(email_id, done))

    def _finished(self, email_id: str, task: asyncio.Task[None]) -> None:
        self._tasks.pop(email_id, None)
        if not task.cancelled() and task.exception() is not None:
            self._log("sending failed", email=email_id, error=repr(task.exception()))
            self._again_later(email_id)

    async def _attempt(self, email_id: str) -> None:
        async with self._turns:
            begun = await self._begun(email_id)
            if begun is None:
                return
            email, waiting, message = begun
            if message is None:
                answers: Mapping[str, RelayAnswer] = dict.fromkeys(
                    waiting, RelayAnswer(kind=REFUSED, words=NOT_COMPOSED)
                )
            else:
                answers = await self._relay.hand_over(shown(email.from_ or "").address, waiting, message)
            await self._concluded(email_id, answers)

    async def _begun(self, email_id: str) -> tuple[Email, tuple[str, ...], bytes | None] | None:
        """Email, recipients and message, once the attempt is counted; None: not now, or not in the outbox any more."""
        while True:
            try:
                return await self._begin(email_id)
            except Conflict:
                await self._records.fresh((email_key(email_id), delivery_key(email_id), content_key(email_id)))
            except StoreDown as down:
                self._log("store down", during="sending", error=str(down))
                await asyncio.sleep(STORE_RETRY_SECONDS)
            except OSError as error:  # of our disk: the mail waits, others go on
                self._log("mail not read", email=email_id, error=repr(error))
                self._again_later(email_id)
                return None

    def _again_later(self, email_id: str) -> None:
        """What went wrong is ours, and no outcome was written that would set the next attempt."""
        if not self._closed:
            self._timers.after(TROUBLE_RETRY_MS, email_id, email_id)

    async def _begin(self, email_id: str) -> tuple[Email, tuple[str, ...], bytes | None] | None:
        found = await self._records.load((email_key(email_id), delivery_key(email_id), content_key(email_id)))
        email, delivery = found.get(email_key(email_id)), found.get(delivery_key(email_id))
        content = found.get(content_key(email_id))
        if not isinstance(email, Email) or email.state != OUTBOX or not isinstance(delivery, Delivery):
            return None
        if not isinstance(content, Content) or not delivery.waiting:
            return None
        composed, message = await self._message(email, content)
        known = await self._records.fresh((known_message_key(content.message_id or ""),))
        change, after = begin_attempt(email, delivery, content, composed, self._clock.now(), known=bool(known))
        await self._saved(change)
        return email, after.waiting, message

    async def _message(self, email: Email, content: Content) -> tuple[Composed | None, bytes | None]:
        """Composed the first time, and kept; read again at every later attempt. No bytes: it cannot be composed."""
        if content.blob is not None:
            return None, await asyncio.to_thread(self._blobs.path(content.blob).read_bytes)
        answered, signature = await self._answered(email, content), signature_of(email, self._records.center)
        mail = outgoing_mail(email, content, self._clock.now(), answered=answered, signature=signature)
        try:
            message = await asyncio.to_thread(self._write, mail, self._blobs.path)
        except (ValueError, KeyError) as error:
            self._log("mail not composed", email=email.id, error=repr(error))
            return None, None
        blob = await self._kept(message)
        sha256 = hashlib.sha256(message).hexdigest()
        return Composed(blob=blob, sha256=sha256, message_bytes=len(message)), message

    async def _answered(self, email: Email, content: Content) -> Content | None:
        """What a reply replies to; a forward answers nobody."""
        if content.in_reply_to is None or email.parent_id is None:
            return None
        found = await self._records.get(content_key(email.parent_id))
        return found if isinstance(found, Content) else None

    async def _kept(self, message: bytes) -> str:
        """The blob's name. A failure leaves nothing behind: what each attempt left would fill a full disk for good."""
        spooled = self._spool()
        try:
            await asyncio.to_thread(spooled.write_bytes, message)
            return await self._blobs.keep(spooled)
        except Exception:
            await asyncio.to_thread(spooled.unlink, missing_ok=True)
            raise

    async def _concluded(self, email_id: str, answers: Mapping[str, RelayAnswer]) -> None:
        """Written down whatever happens: each second it is not, a crash would send the mail once more."""
        while True:
            try:
                change = await self._outcome(email_id, answers)
                if change is not None:
                    await self._saved(change)
            except Conflict:
                await self._records.fresh((email_key(email_id), delivery_key(email_id)))
                continue
            except StoreDown as down:
                self._log("store down", during="sending", error=str(down))
                await asyncio.sleep(STORE_RETRY_SECONDS)
                continue
            return

    async def _outcome(self, email_id: str, answers: Mapping[str, RelayAnswer]) -> Change | None:
        found = await self._records.load((email_key(email_id), delivery_key(email_id), content_key(email_id)))
        email, delivery = found.get(email_key(email_id)), found.get(delivery_key(email_id))
        content = found.get(content_key(email_id))
        if not isinstance(email, Email) or not isinstance(delivery, Delivery) or not isinstance(content, Content):
            return None
        now = self._clock.now()
        change = conclude_attempt(email, delivery, answers, now)
        after = next(write.after for write in change.writes if isinstance(write.after, Delivery))
        parent = await self._records.get(email_key(email.parent_id)) if email.parent_id else None
        report = report_failure(
            email,
            content,
            delivery,
            after,
            parent if isinstance(parent, Email) else None,
            self._records.center,
            self._store.new_id,
            now,
        )
        return change if report is None else change.then(report)

    async def _saved(self, change: Change) -> None:
        await self._dispatcher.save(change, self._clock.now())
