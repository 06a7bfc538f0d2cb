"""Takes a spooled message in: keeps it, reads it, and commits its emails; only then may anybody be told 250."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from proffer.automatic.receive import Taken, receive
from proffer.engine.belonging import Belonging
from proffer.engine.dispatch import Log
from proffer.engine.ports import Blobs, Store, StoreDown
from proffer.engine.records import Records
from proffer.interaction.arrival import Arrival
from proffer.interaction.contact import Seen
from proffer.record import Change, Conflict, Struct, replace

ATTEMPTS_MAX = 10


class Received(Struct, frozen=True, kw_only=True):
    """What became of a message at one mailbox: a new email, or one taken in before."""

    mailbox: str
    email: str
    duplicate: bool


class Trace(Struct, frozen=True, kw_only=True):
    """How a message came: envelope sender ("" for the null path), when (epoch milliseconds), by which protocol."""

    sender: str
    received_at: int
    protocol: str = ""


class Intake:
    """One message to any number of mailboxes: one file (design 8), and one change or one for each mailbox."""

    def __init__(
        self, store: Store, records: Records, blobs: Blobs, read: Callable[[Path], tuple[Arrival, str, int]], log: Log
    ) -> None:
        self._store = store
        self._records = records
        self._blobs = blobs
        self._read = read  # (arrival, sha-256 in hex, bytes)
        self._log = log
        self._belonging = Belonging(store, records)

    async def take(self, spooled: Path, mailboxes: Sequence[str], trace: Trace) -> list[Received]:
        """Emails for each mailbox, in order, all of them or none, in one change; those seen before are not doubled.

        The file at `spooled` must be durable; it is moved. Raises StoreDown, Conflict, OSError: then nothing was taken
        in and the file is gone, or left to the sweeper if even that fails. Senders try again: what each attempt left
        behind would fill a full disk for good.
        """
        taken = await self._kept(spooled, mailboxes, trace)
        try:
            emails = await self._committed(taken)
        except Exception as error:
            await self._discard_if_unnamed(taken.blob, [error])
            raise
        await self._discard_if_unnamed(taken.blob, emails)
        return emails

    async def take_each(
        self, spooled: Path, mailboxes: Sequence[str], trace: Trace
    ) -> dict[str, Received | BaseException]:
        """The same with a change for each mailbox: what happens to one does not touch the others.

        By mailbox what became of it there, or what `take` would have raised for it. The changes are handed in
        together, so they share a group and its sync; where a sender is new, the first one makes his contact and the
        others are decided again, upon it.
        """
        taken = await self._kept(spooled, mailboxes, trace)
        one_each = [replace(taken, mailboxes=(box,)) for box in taken.mailboxes]
        found = await asyncio.gather(*(self._committed(part) for part in one_each), return_exceptions=True)
        outcomes = [one if isinstance(one, BaseException) else one[0] for one in found]
        await self._discard_if_unnamed(taken.blob, outcomes)
        return {mailbox: outcome for (mailbox, _), outcome in zip(taken.mailboxes, outcomes, strict=True)}

    async def _kept(self, spooled: Path, mailboxes: Sequence[str], trace: Trace) -> Taken:
        try:
            arrival, sha256, message_bytes = await asyncio.to_thread(self._read, spooled)
            blob = await self._blobs.keep(spooled)
        except Exception:
            await asyncio.to_thread(spooled.unlink, missing_ok=True)
            raise
        # Unchecked, the same message is another mail each time; its file has a name of its own each time.
        told_by = sha256 if self._records.center.options.enable_message_id_check else blob
        prints = {mailbox: fingerprint(mailbox, arrival.message_id, told_by) for mailbox in dict.fromkeys(mailboxes)}
        return Taken(
            arrival=arrival,
            blob=blob,
            sha256=sha256,
            message_bytes=message_bytes,
            sender=trace.sender,
            received_at=trace.received_at,
            protocol=trace.protocol,
            mailboxes=tuple(prints.items()),
        )

    async def _discard_if_unnamed(self, blob: str, outcomes: Sequence[Received | BaseException]) -> None:
        """Where nothing new was committed no record names the file; of a save given up half way nobody knows that."""
        if all(
            outcome.duplicate if isinstance(outcome, Received) else isinstance(outcome, Exception)
            for outcome in outcomes
        ):
            await self._discard(blob)

    async def _discard(self, blob: str) -> None:
        try:
            await self._blobs.discard(blob)
        except StoreDown as down:
            self._log("original not removed", blob=blob, error=str(down))

    async def _committed(self, taken: Taken) -> list[Received]:
        known: dict[str, str] = {}
        for _ in range(ATTEMPTS_MAX):
            known = await self._seen(taken)
            new = tuple(box for box in taken.mailboxes if box[1] not in known)
            if not new:
                break
            wanted = replace(taken, mailboxes=new)
            change = receive(wanted, await self._belonging.of(taken.arrival), self._records.center, self._store.new_id)
            try:
                await self._store.submit(change)
            except Conflict:  # the contact was created, or the message came by another way, at the same moment
                continue
            return _outcome(taken, known, _marks(change))
        else:
            raise Conflict
        return _outcome(taken, known, {})

    async def _seen(self, taken: Taken) -> dict[str, str]:
        found = await self._records.fresh([("seen", print_) for _, print_ in taken.mailboxes])
        return {record.fingerprint: record.email for record in found.values() if isinstance(record, Seen)}


def fingerprint(mailbox: str, message_id: str, told_by: str) -> str:
    """The same Message-ID with the same content at the same mailbox is the same mail (contract 12.8)."""
    return hashlib.sha256("\0".join((mailbox, message_id, told_by)).encode("utf-8", "surrogateescape")).hexdigest()


def _marks(change: Change) -> dict[str, str]:
    """Fingerprint → email of what a change took in."""
    marks = [write.after for write in change.writes if isinstance(write.after, Seen)]
    return {mark.fingerprint: mark.email for mark in marks}


def _outcome(taken: Taken, known: dict[str, str], added: dict[str, str]) -> list[Received]:
    return [
        Received(mailbox=mailbox, email=known.get(print_) or added[print_], duplicate=print_ in known)
        for mailbox, print_ in taken.mailboxes
    ]
