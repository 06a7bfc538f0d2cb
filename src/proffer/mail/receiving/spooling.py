"""Spooling brings one message to its spool without ever blocking the event loop.

Up to `memory_bytes_max` a message waits in memory and is written at once when it is complete; a larger one is written
in batches by a worker thread while it comes in. Never more than one call to the spool is under way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor

from proffer.mail.receiving.limits import Limits
from proffer.mail.receiving.port import Spool

__all__ = ["Spooling"]


class Spooling:
    """`add` what comes in, stop reading while it is `full`, then `finish` or `discard`; `on_room` tells of new room."""

    def __init__(
        self, make_spool: Callable[[], Spool], threads: Executor, limits: Limits, on_room: Callable[[], None]
    ) -> None:
        self._make_spool = make_spool
        self._threads = threads
        self._limits = limits
        self._on_room = on_room
        self._spool: Spool | None = None
        self._unwritten: list[bytes] = []
        self._unwritten_bytes = 0
        self._batch_bytes = 0
        self._job: asyncio.Future[None] | None = None
        self._failure: BaseException | None = None

    @property
    def full(self) -> bool:
        return self._unwritten_bytes + self._batch_bytes > self._limits.unwritten_bytes_max

    def add(self, octets: bytes) -> None:
        if self._failure is not None:
            return  # the disk refused; `finish` will say so
        self._unwritten.append(octets)
        self._unwritten_bytes += len(octets)
        self._write_if_much()

    async def finish(self) -> Spool:
        """The spool with all octets in it, closed. Raises what the spool raised; then `discard` is due."""
        await self._job_done()
        if self._failure is not None:
            raise self._failure
        await self._start_job(self._write_and_close)
        if self._failure is not None:
            raise self._failure
        assert self._spool is not None
        return self._spool

    async def discard(self) -> None:
        """Nothing stays behind."""
        self._failure = self._failure or EOFError("discarded")
        await self._job_done()
        self._unwritten.clear()
        if self._spool is not None:
            await asyncio.get_running_loop().run_in_executor(self._threads, self._spool.discard)

    # -- on the event loop ---------------------------------------------------------------------------------------------

    def _write_if_much(self) -> None:
        if self._job is None and self._unwritten_bytes > self._limits.memory_bytes_max:
            self._start_job(self._write)

    def _start_job(self, work: Callable[[list[bytes]], None]) -> asyncio.Future[None]:
        batch, self._unwritten = self._unwritten, []
        self._batch_bytes, self._unwritten_bytes = self._unwritten_bytes, 0
        self._job = asyncio.get_running_loop().run_in_executor(self._threads, work, batch)
        self._job.add_done_callback(self._after_job)
        return self._job

    def _after_job(self, job: asyncio.Future[None]) -> None:
        self._job = None
        self._batch_bytes = 0
        self._failure = self._failure or (asyncio.CancelledError() if job.cancelled() else job.exception())
        if self._failure is None:
            self._write_if_much()
        else:
            self._unwritten.clear()
            self._unwritten_bytes = 0
        self._on_room()

    async def _job_done(self) -> None:
        while self._job is not None:
            await asyncio.wait([self._job])

    # -- in a worker thread --------------------------------------------------------------------------------------------

    def _write(self, batch: list[bytes]) -> None:
        if self._spool is None:
            self._spool = self._make_spool()
        self._spool.write(b"".join(batch))

    def _write_and_close(self, batch: list[bytes]) -> None:
        self._write(batch)
        assert self._spool is not None
        self._spool.close()
