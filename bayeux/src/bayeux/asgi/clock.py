"""The time of the running event loop, and the alarm that makes sessions expire."""

import asyncio
import time

from bayeux.server import Server


def now_ms() -> int:
    """Milliseconds of the monotonic clock."""
    return time.monotonic_ns() // 1_000_000


class Alarm:
    """Calls `server.expire` when the next session is due: one timer for all of them."""

    def __init__(self, server: Server, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._server = server
        self._timer: asyncio.TimerHandle | None = None

    def set(self, at_ms: int) -> None:
        """Something is due earlier than everything before."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.loop.call_later(max(0, at_ms - now_ms()) / 1000, self._ring)

    def _ring(self) -> None:
        self._timer = None
        try:
            self._server.expire(now_ms())
        finally:
            earliest_ms = self._server.life.deadlines.earliest_ms()
            if earliest_ms is not None:
                self.set(earliest_ms)


def keep_time(server: Server) -> asyncio.AbstractEventLoop:
    """Start the alarm of this server on the running loop, unless it runs already; returns the loop.

    The loop is asked for once, not for each request: up to Python 3.11 that is a system call.
    """
    alarm = server.life.deadlines.alarm
    if isinstance(alarm, Alarm) and alarm.loop.is_running():
        return alarm.loop
    server.life.deadlines.alarm = alarm = Alarm(server, asyncio.get_running_loop())
    earliest_ms = server.life.deadlines.earliest_ms()
    if earliest_ms is not None:
        alarm.set(earliest_ms)
    return alarm.loop
