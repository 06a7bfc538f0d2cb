"""What the connections of one server share. Give it to uvicorn as `Config(http=front)`: it makes a protocol of each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from uvicorn.config import Config
from uvicorn.server import ServerState

from proffer.http_front.answer import Header
from proffer.http_front.connection import Connection
from proffer.http_front.limits import Limits
from proffer.http_front.outgoing import Turn
from proffer.http_front.patience import Patience

Log = Callable[..., None]  # (event, **fields)


class Front:
    """`log` is told of an application that raised instead of answering."""

    def __init__(self, log: Log, limits: Limits | None = None) -> None:
        self.log = log
        self.limits = limits or Limits()
        self.patience = Patience()
        self.turn = Turn()
        self.keep_alive_ticks = self.patience.ticks(self.limits.keep_alive_seconds)
        self._listed: Sequence[Header] | None = None
        self._common = b""

    def __call__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> Connection:
        """Called by uvicorn for each connection, with these names."""
        return Connection(self, config, server_state, app_state)

    def common(self, headers: Sequence[Header]) -> bytes:
        """uvicorn's header lines for every answer (`date`), which it lists anew each second."""
        if headers is not self._listed:
            self._listed = headers
            self._common = b"".join([b"%b: %b\r\n" % header for header in headers])
        return self._common
