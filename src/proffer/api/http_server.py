"""The HTTP server below the ASGI front: uvicorn on a socket of ours, speaking HTTP by our own protocol class.

uvicorn keeps the start, the stop, the WebSockets and the count of what is open; held polls are let go before it stops.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import uvicorn

from proffer.http_front import Front, Limits

BACKLOG_CONNECTIONS = 2_048
SHUTDOWN_SECONDS = 1  # for answers under way; held polls are answered before


class HttpServer(uvicorn.Server):
    """Runs inside our loop; signals are the caller's business. `release` is awaited first when it stops.

    `http`: what makes a protocol of each connection, or uvicorn's name for one of its own.
    """

    def __init__(
        self,
        app: Any,
        listening: socket.socket,
        release: Callable[[], Awaitable[None]],
        *,
        http: Front | str,
    ) -> None:
        config = uvicorn.Config(
            app,
            loop="none",
            interface="asgi3",
            http=http,  # type: ignore[arg-type]
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            ws_max_size=1024 * 1024,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            backlog=BACKLOG_CONNECTIONS,
            timeout_keep_alive=Limits().keep_alive_seconds,
            timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        )
        super().__init__(config)
        self._listening = listening
        self._release = release
        self._running: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Uvicorn would raise the signal again before we have closed the store."""
        yield

    async def start(self) -> None:
        """Returns once connections are taken."""
        self._running = asyncio.create_task(self.serve(sockets=[self._listening]))
        while not self.started:
            if self._running.done():
                await self._running
                raise RuntimeError("the HTTP server did not start")
            await asyncio.sleep(0.005)

    async def stop(self) -> None:
        """Answers what is held, lets what is under way finish, closes every connection."""
        self.should_exit = True
        if self._running is not None:
            await self._running

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Called by uvicorn when it stops; its own part waits for requests, so held ones must be let go first."""
        await self._release()
        await super().shutdown(sockets)


def listen(host: str, port: int) -> socket.socket:
    """A listening TCP socket; port 0 takes any free one. Raises OSError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(BACKLOG_CONNECTIONS)
        listening.setblocking(False)
    except OSError:
        listening.close()
        raise
    return listening
