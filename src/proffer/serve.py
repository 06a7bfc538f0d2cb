"""Runs a node in this process until somebody asks it to stop."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import uvloop

from proffer.api.paths import Mount
from proffer.config import Settings
from proffer.engine.outbox import Relay
from proffer.node import Node, Running
from proffer.observability.library_log import take_over
from proffer.observability.log import LineLog

Ready = Callable[[Node, Running], Coroutine[Any, Any, None]]


def serve(
    settings: Settings,
    *,
    ready: Ready | None = None,
    mounts: Mapping[str, Mount] | None = None,
    relay: Relay | None = None,
) -> None:
    """Runs a node until SIGTERM or SIGINT; a second signal ends it at once. `ready` is awaited when it takes work."""
    uvloop.run(_serve(settings, ready, mounts, relay))


async def _serve(
    settings: Settings, ready: Ready | None, mounts: Mapping[str, Mount] | None, relay: Relay | None
) -> None:
    asked_to_stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _stop, asked_to_stop)
    node = await Node.open(settings, mounts=mounts, relay=relay)
    take_over(node.log)
    try:
        running = await node.start()
    except BaseException:
        await node.store.close()
        raise
    following = None if ready is None else asyncio.create_task(ready(node, running))
    if following is not None:
        following.add_done_callback(lambda done: _report(done, node.log))
    await asked_to_stop.wait()
    if following is not None:
        following.cancel()
    await node.stop()


def _report(done: asyncio.Task[None], log: LineLog) -> None:
    """What follows the start failed: the server runs on, but somebody should know."""
    if not done.cancelled() and done.exception() is not None:
        log("start not completed", error=repr(done.exception()))


def _stop(asked: asyncio.Event) -> None:
    if asked.is_set():
        sys.exit(1)
    asked.set()
