"""Watching for a client to leave while its answer waits, and once more in the moment before it is written.

The watch is the wait: the request's own task awaits `gone`, and is called away from there when the answer may go out.
A second task beside it would cost as much as all the rest of a poll.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

CLOSING_TURNS = 6
"""Turns of the event loop a client's close needs from the socket to `gone` (read, end of file, lost, told), and two
until the watch has heard of it."""

Gone = Callable[[], Awaitable[object]]
"""Returns an awaitable that ends when the client has left. Called at most once for a request."""


class LastTurns:
    """Lets some turns of the loop pass before answers are written; all that end in one turn share the count."""

    def __init__(self) -> None:
        self._gathering: list[Watch] = []

    def add(self, watch: Watch) -> None:
        """The watch ends when a close that is under way now has arrived."""
        if not self._gathering:
            watch.loop.call_soon(self._pass, watch.loop, self._gathering, CLOSING_TURNS)
        self._gathering.append(watch)

    def _pass(self, loop: asyncio.AbstractEventLoop, gathered: list[Watch], turns: int) -> None:
        if gathered is self._gathering:
            self._gathering = []
        if turns > 1:
            loop.call_soon(self._pass, loop, gathered, turns - 1)
            return
        for watch in gathered:
            watch.call_away()


class Watch:
    """Awaits a client's leaving on behalf of the running task of this loop."""

    __slots__ = ("_called_away", "_last_turns", "_task", "loop")

    def __init__(self, last_turns: LastTurns, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._task = asyncio.current_task(loop)
        self._last_turns = last_turns
        self._called_away = False

    async def sees(self, gone: Gone) -> bool:
        """True if the client has left, False if `end` was called before."""
        task = self._task
        assert task is not None, "requests are served by tasks"
        cancelled_before = task.cancelling()
        try:
            await gone()
        except asyncio.CancelledError:
            if not self._called_away or task.uncancel() > cancelled_before:
                raise  # somebody else wants the task to end
            return False
        finally:
            self._task = None
        return True

    def end(self) -> None:
        """The answer may go out, after the last turns."""
        self._last_turns.add(self)

    def call_away(self) -> None:
        """Ends the wait now; does nothing when it is over."""
        if self._task is not None:
            self._called_away = True
            self._task.cancel()
