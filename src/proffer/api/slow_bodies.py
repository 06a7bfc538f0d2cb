"""Gives up bodies that trickle, without a timer for every request: one look at all that are being read."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

LOOKS_PER_TIMEOUT = 6  # how much later than asked a body may be given up: a sixth


class SlowBodies:
    """A timer per request would cost more than parsing its body, so one timer serves all of them."""

    def __init__(self, timeout_seconds: float) -> None:
        self._timeout = timeout_seconds
        self._reading: dict[asyncio.Task[object], float] = {}  # → when it began, seconds of the loop's clock
        self._given_up: set[asyncio.Task[object]] = set()
        self._timer: asyncio.TimerHandle | None = None

    async def read(self, reading: Callable[[], Awaitable[bytes]]) -> bytes:
        """What `reading` returns. Raises TimeoutError when it takes too long."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None, "a request runs in a task"
        if self._timer is None:
            self._timer = loop.call_later(self._timeout / LOOKS_PER_TIMEOUT, self._look, loop)
        self._reading[task] = loop.time()
        try:
            return await reading()
        except asyncio.CancelledError:
            if task in self._given_up and task.uncancel() == 0:
                raise TimeoutError from None
            raise
        finally:
            del self._reading[task]
            self._given_up.discard(task)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        overdue = loop.time() - self._timeout
        for task, began in self._reading.items():
            if began <= overdue and task not in self._given_up:
                self._given_up.add(task)
                task.cancel()
        if self._reading:
            self._timer = loop.call_later(self._timeout / LOOKS_PER_TIMEOUT, self._look, loop)
