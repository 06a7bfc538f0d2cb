"""A thread that does one piece of work after the other: what blocks, such as a commit, happens there."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

__all__ = ["OwnThread"]

T = TypeVar("T")
Job = tuple[Callable[[], Any], "asyncio.Future[Any]"]


class OwnThread:
    """Lighter than an executor: one queue there, one call back. Work that fails fails its future."""

    def __init__(self, name: str) -> None:
        self._loop = asyncio.get_running_loop()
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def run(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """The future of `work()`, which begins when the work before it has ended."""
        future: asyncio.Future[T] = self._loop.create_future()
        self._jobs.put((work, future))
        return future

    async def close(self) -> None:
        """Ends the thread after the work given so far."""
        last = self.run(lambda: None)
        self._jobs.put(None)
        await last

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            work, future = job
            try:
                result, trouble = work(), None
            except BaseException as raised:
                result, trouble = None, raised
            try:
                self._loop.call_soon_threadsafe(_settle, future, result, trouble)
            except RuntimeError:  # the loop is closed: nobody waits any more
                return


def _settle(future: asyncio.Future[Any], result: Any, trouble: BaseException | None) -> None:
    if future.done():
        return
    if trouble is None:
        future.set_result(result)
    else:
        future.set_exception(trouble)
