"""Reads the body of a request: no further than the limit, and no longer than it may trickle."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator

from proffer.api.call import Header
from proffer.api.ports import Message, Receive
from proffer.api.settings import ApiSettings
from proffer.api.status import RefusedWith, too_large
from proffer.operations.refused import OUT_OF_RANGE

LOOKS_PER_TIMEOUT = 6  # how much later than asked a body may be given up: a sixth
CHUNKS_SECONDS_MAX = 900  # 10 MiB over a line of 100 kbit/s
CLOSE: tuple[Header, ...] = ((b"connection", b"close"),)


class ClientGone(BaseException):
    """The client went away while it sent; nobody waits for an answer."""


async def chunks(
    receive: Receive, announced: bytes | None, settings: ApiSettings, bytes_max: int
) -> AsyncIterator[bytes]:
    """The body piece by piece, each in the time a whole one has otherwise. Raises Refused (413, 408), ClientGone.

    All of them in CHUNKS_SECONDS_MAX: who trickles is not waited for for ever.
    """
    if announced is not None and announced.isdigit() and int(announced) > bytes_max:
        raise too_large(bytes_max)
    size, more, clock = 0, True, asyncio.get_running_loop().time
    ends = clock() + CHUNKS_SECONDS_MAX
    while more:
        try:
            async with asyncio.timeout(min(settings.request_body_timeout_seconds, ends - clock())):
                message = await receive()
        except TimeoutError:
            raise RefusedWith(OUT_OF_RANGE, "The body did not come in time.", http=408, headers=CLOSE) from None
        if message["type"] == "http.disconnect":
            raise ClientGone
        piece: bytes = message.get("body", b"")
        size += len(piece)
        if size > bytes_max:
            raise too_large(bytes_max)
        more = message.get("more_body", False)
        yield piece


class Bodies:
    """A timer per request would cost more than parsing its body, so one timer looks at all that are being read.

    It needs no clock: who began in the same sixth of the timeout is in one set, and the oldest set is given up.
    """

    def __init__(self, settings: ApiSettings) -> None:
        self._bytes_max = settings.request_bytes_max
        self._look_seconds = settings.request_body_timeout_seconds / LOOKS_PER_TIMEOUT
        self._reading: set[asyncio.Task[object]] = set()  # who began since the last look
        self._earlier = deque(set[asyncio.Task[object]]() for _ in range(LOOKS_PER_TIMEOUT))
        self._given_up: set[asyncio.Task[object]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None

    async def read(self, receive: Receive, announced: bytes | None) -> bytes:
        """The whole body. `announced`: its content-length. Raises Refused (413, 408) or ClientGone."""
        if announced is not None and announced.isdigit() and int(announced) > self._bytes_max:
            raise too_large(self._bytes_max)
        if self._timer is None:
            self._loop = asyncio.get_running_loop()
            self._timer = self._loop.call_later(self._look_seconds, self._look)
        task = asyncio.current_task(self._loop)  # without the argument it asks the system for the process id
        assert task is not None, "a request runs in a task"
        reading = self._reading
        reading.add(task)
        try:
            message = await receive()
            if message.get("more_body", False):
                return await self._rest(receive, message)
            return self._part(message)
        except asyncio.CancelledError:
            if task in self._given_up and task.uncancel() == 0:
                raise RefusedWith(OUT_OF_RANGE, "The body did not come in time.", http=408, headers=CLOSE) from None
            raise
        finally:
            reading.discard(task)
            if self._given_up:
                self._given_up.discard(task)

    async def _rest(self, receive: Receive, message: Message) -> bytes:
        parts = [self._part(message)]
        size = len(parts[0])
        while message.get("more_body", False):
            message = await receive()
            parts.append(self._part(message))
            size += len(parts[-1])
            if size > self._bytes_max:
                raise too_large(self._bytes_max)
        return b"".join(parts)

    def _part(self, message: Message) -> bytes:
        if message["type"] == "http.disconnect":
            raise ClientGone
        part: bytes = message.get("body", b"")
        if len(part) > self._bytes_max:
            raise too_large(self._bytes_max)
        return part

    def _look(self) -> None:
        self._timer = None
        self._earlier.append(self._reading)
        self._reading = set()
        for task in self._earlier.popleft():
            self._given_up.add(task)
            task.cancel()
        if any(self._earlier):
            self._timer = asyncio.get_running_loop().call_later(self._look_seconds, self._look)
