"""Commits changes in groups: while one group becomes durable, the next one gathers.

The order is the same for every database: begin, judge, write, commit, tell the feed, answer. One task does it, so
changes are numbered without gaps and the feed needs no sorting.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence

from proffer.engine.ports import BrokenInvariant, StoreDown
from proffer.record import Change, Committed, Conflict, Key
from proffer.store.feed import CommitFeed
from proffer.store.ids import Ids
from proffer.store.judge import judge
from proffer.store.ledger import Ledger, TryAgain
from proffer.store.waiting import Waiting, steps_of

__all__ = ["GroupCommit", "StopNode"]

GATHERING_TURNS = 3  # of the event loop: answers leave at the end of one, requests are read, and decided
PAUSES_SECONDS = (0.0, 0.01, 0.05, 0.2)  # between five attempts at a group while other transactions are in its way
OUTCOME_SECONDS = 0.25  # to learn what became of a COMMIT, before others are refused for it

StopNode = Callable[[str, BaseException], None]  # what happened, and why; does not return in a running server


class GroupCommit:
    """The one way into a store. `submit` never blocks; what it returns is done when the change is durable and fed."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        node: str,
        last_number: int,
        ids: Ids,
        stop_node: StopNode,
        changes_waiting_max: int = 10_000,
        changes_per_group_max: int = 128,
    ) -> None:
        self.feed = CommitFeed()
        self.transactions = 0  # made so far
        self._ledger = ledger
        self._node = node
        self._last_number = last_number
        self._ids = ids
        self._stop_node = stop_node
        self._waiting_max = changes_waiting_max
        self._group_max = changes_per_group_max
        self._inbox: deque[Waiting] = deque()
        self._loop = asyncio.get_running_loop()
        self._wake: asyncio.Future[None] | None = None
        self._open = True
        self._group: Sequence[Waiting] = ()
        self._unknown: StoreDown | None = None  # why nobody knows whether the last group was committed
        self._writer = self._loop.create_task(self._run(), name="group commit")

    def submit(self, change: Change) -> asyncio.Future[Committed]:
        """Takes a change in. The future ends in Committed, Conflict, StoreDown or BrokenInvariant.

        Giving up the wait does not take the change back.
        """
        future: asyncio.Future[Committed] = self._loop.create_future()
        if not self._open:
            future.set_exception(StoreDown("the store is closed"))
        elif self._unknown is not None:
            future.set_exception(self._unknown)
        elif len(self._inbox) >= self._waiting_max:
            future.set_exception(StoreDown(f"{self._waiting_max} changes are waiting to be written"))
        else:
            try:
                steps, numbered = steps_of(change), change.numbered()
                keys = tuple([key for key, _, _ in steps])
                waiting = Waiting(numbered, steps, keys, self._ledger.prepare(numbered, keys), future)
            except Exception as trouble:
                future.set_exception(as_broken_invariant(trouble))
                return future
            self._inbox.append(waiting)
            if self._wake is not None and not self._wake.done():
                self._wake.set_result(None)
        return future

    @property
    def busy(self) -> bool:
        """Something was submitted and is not answered yet."""
        return bool(self._inbox or self._group)

    async def close(self) -> None:
        """Writes what is waiting, then ends. The ledger stays open: others may still read."""
        self._open = False
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)
        await asyncio.wait((self._writer,))

    async def _run(self) -> None:
        try:
            while self._open or self._inbox:
                if not self._inbox:
                    self._wake = self._loop.create_future()
                    await self._wake
                    continue
                self._group = [self._inbox.popleft() for _ in range(min(len(self._inbox), self._group_max))]
                await self._commit(self._group)
                self._group = ()
                await self._ledger.pause()
                await self._gather()
        except Exception as trouble:
            self._stop(trouble)
        finally:
            self._open = False

    async def _gather(self) -> None:
        """While requests keep coming they are let in: a commit costs the same for one change and for thirty."""
        seen = 0
        while seen < len(self._inbox) < self._group_max:
            seen = len(self._inbox)
            for _ in range(GATHERING_TURNS):
                await asyncio.sleep(0)

    async def _commit(self, group: Sequence[Waiting]) -> None:
        """All of a group in one transaction; if that fails, each of its changes in one of its own."""
        for pause in (*PAUSES_SECONDS, None):
            try:
                trouble = await self._attempt(group)
            except TryAgain as in_the_way:
                trouble = in_the_way
                if pause is not None:
                    await asyncio.sleep(pause)
            else:
                break
        if trouble is not None and len(group) == 1:
            group[0].refuse(trouble)
        elif trouble is not None:
            for waiting in group:
                await self._commit((waiting,))

    async def _attempt(self, group: Sequence[Waiting]) -> Exception | None:
        """None when the group is answered, otherwise why nothing was written. Raises TryAgain."""
        try:
            versions = await self._ledger.begin(_keys(group))
        except TryAgain:
            raise
        except StoreDown as down:
            for waiting in group:
                waiting.refuse(down)
            return None
        verdicts = judge([(waiting.steps, waiting.change.guards) for waiting in group], versions)
        accepted = [waiting for waiting, stands in zip(group, verdicts, strict=True) if stands]
        trouble = await self._write(accepted)
        if trouble is None:
            self._answer(group, verdicts)
        return trouble

    async def _write(self, accepted: Sequence[Waiting]) -> Exception | None:
        """Writes and commits; None when it is durable, otherwise why nothing was written. Raises TryAgain."""
        if not accepted:
            await self._ledger.rollback()
            return None
        mark = self._ids.mark_due()
        first = self._last_number + 1
        try:
            await self._ledger.write(accepted, first, mark)
        except Exception as trouble:
            await self._ledger.rollback()
            if isinstance(trouble, TryAgain):
                raise
            return as_port_error(trouble)
        try:
            await self._ledger.commit()
        except StoreDown as trouble:
            await self._ledger.rollback()
            if not await self._was_committed(first, trouble):
                return trouble
        self.transactions += 1
        if mark is not None:
            self._ids.stored(mark)
        return None

    async def _was_committed(self, number: int, trouble: StoreDown) -> bool:
        """Asks the journal; what it raises stops the node, for nobody may guess.

        Only the group whose outcome is unknown waits for a database that is away: everybody else is sent off.
        """
        asking = asyncio.ensure_future(self._ledger.was_committed(number))
        try:
            done, _ = await asyncio.wait((asking,), timeout=OUTCOME_SECONDS)
            if not done:
                self._unknown = StoreDown(f"the database is out of reach: {trouble}")
                for waiting in self._inbox:
                    waiting.refuse(self._unknown)
                self._inbox.clear()
            return await asking
        finally:
            self._unknown = None

    def _answer(self, group: Sequence[Waiting], verdicts: Sequence[bool]) -> None:
        """Tells the feed of the whole group, then answers it: nobody learns of his save before the subscribers do."""
        answers: list[Committed | None] = []
        for waiting, stands in zip(group, verdicts, strict=True):
            if stands:
                self._last_number += 1
                answers.append(Committed(self._node, self._last_number, waiting.change))
            else:
                answers.append(None)
        self.feed.tell([answer for answer in answers if answer is not None])
        for waiting, answer in zip(group, answers, strict=True):
            if answer is None:
                waiting.refuse(Conflict())
            else:
                waiting.accept(answer)

    def _stop(self, trouble: Exception) -> None:
        """Ends the node. Nobody is answered: neither yes nor no would be known to be true."""
        self._open = False
        self._stop_node(f"the store cannot go on: {type(trouble).__name__}: {trouble}", trouble)
        for waiting in (*self._group, *self._inbox):
            waiting.future.cancel()
        self._inbox.clear()


def _keys(group: Iterable[Waiting]) -> Iterator[Key]:
    """Every key the changes rest on, written or guarded."""
    for waiting in group:
        yield from waiting.keys
        for key, _ in waiting.change.guards:
            yield key


def as_port_error(trouble: Exception) -> Exception:
    """What the port may raise stays, anything else is a fault of the change that brought it."""
    return trouble if isinstance(trouble, StoreDown | BrokenInvariant) else as_broken_invariant(trouble)


def as_broken_invariant(trouble: Exception) -> BrokenInvariant:
    """The same trouble under the port's name, with its cause."""
    if isinstance(trouble, BrokenInvariant):
        return trouble
    broken = BrokenInvariant(f"{type(trouble).__name__}: {trouble}")
    broken.__cause__ = trouble
    return broken
