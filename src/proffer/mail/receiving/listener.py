"""The listener accepts connections from mail servers and keeps account of them; each has a `Connection` of its own."""

from __future__ import annotations

import asyncio
import logging
import ssl
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

from proffer.local_socket import LocalSocket
from proffer.mail.receiving.certificate import Certificate
from proffer.mail.receiving.connection import Connection
from proffer.mail.receiving.dialogue import Dialect, Tls
from proffer.mail.receiving.limits import Limits
from proffer.mail.receiving.port import Accepted, Intake, Refused
from proffer.mail.receiving.session import FAILED, Session

__all__ = ["Listener", "Log"]

SPOOL_THREADS = 8  # so many fsyncs at once; file systems join them
LAST_TIDYING_SECONDS_MAX = 30.0  # after the grace: unfinished files are removed


class Log(Protocol):
    """One line of the log: `log("session_timed_out", peer="192.0.2.7")`."""

    def __call__(self, event: str, /, **fields: Any) -> None: ...


class Listener:
    """`start` or `start_local`, or both, then mail comes in through `intake`; `close` when it shall end.

    Belongs to one event loop. `recipients` counts what recipients were answered: "2xx" taken, "4xx" later, "5xx" never.
    """

    def __init__(
        self,
        intake: Intake,
        *,
        host_name: str,
        limits: Limits | None = None,
        dialect: Dialect = "smtp",
        now: Callable[[], int] | None = None,
        log: Log | None = None,
        certificate: Certificate | None = None,
        tls_required: bool = False,
    ) -> None:
        """`certificate`: TLS is offered at ports (STARTTLS, RFC 3207); nobody listens in on a local socket."""
        self.intake = intake
        self.limits = limits or Limits()
        self.now = now or _wall_clock
        self.recipients: Counter[str] = Counter()
        self.threads = ThreadPoolExecutor(SPOOL_THREADS, thread_name_prefix="mail-in")
        self._host_name = host_name
        self._dialect = dialect
        self._certificate = certificate
        self._tls: Tls = "none" if certificate is None else "required" if tls_required else "offered"
        self._log = log or _standard_log
        self._servers: list[asyncio.Server] = []
        self._sockets: list[LocalSocket] = []
        self._connections: set[Connection] = set()
        self._per_peer: Counter[str] = Counter()
        self._deliveries: set[asyncio.Task[None]] = set()
        self._discards: set[asyncio.Task[None]] = set()
        self._quiet = asyncio.Event()
        self._port = 0

    async def start(self, host: str, port: int) -> None:
        """Listen; port 0 takes a free one, see `port`."""
        server = await asyncio.get_running_loop().create_server(lambda: Connection(self), host, port)
        self._servers.append(server)
        self._port = int(server.sockets[0].getsockname()[1])

    async def start_local(self, path: Path, *, mode: int = 0o600, group: str = "") -> None:
        """Listen at a local socket that its owner and its group may use, as far as `mode` lets them. Raises OSError."""
        local = LocalSocket(path, mode=mode, group=group)
        self._sockets.append(local)
        loop = asyncio.get_running_loop()
        self._servers.append(await loop.create_unix_server(lambda: Connection(self), sock=local.listening))

    @property
    def connections(self) -> int:
        """How many are open now."""
        return len(self._connections)

    @property
    def port(self) -> int:
        assert self._port, "not started"
        return self._port

    async def close(self, grace_seconds: float) -> None:
        """Accept nobody any more, 421 to who is idle, and let the mails under way finish within the grace."""
        for server in self._servers:
            server.close()
        for local in self._sockets:
            local.remove()
        for connection in list(self._connections):
            connection.wind_up()
        await self._until_quiet(grace_seconds)
        for connection in list(self._connections):
            connection.abort()
        for delivery in list(self._deliveries):
            delivery.cancel()
        await self._until_quiet(LAST_TIDYING_SECONDS_MAX)
        self.threads.shutdown(wait=False)

    # -- for connections -----------------------------------------------------------------------------------------------

    def admits(self, connection: Connection) -> bool:
        """Count it in, unless there are too many already."""
        peer = connection.peer
        full = len(self._connections) >= self.limits.connections_max
        if full or self._per_peer[peer] >= self.limits.connections_per_peer_max:
            self.log("connection_refused", peer=peer, connections=len(self._connections))
            return False
        self._connections.add(connection)
        self._per_peer[peer] += 1
        return True

    def forget(self, connection: Connection) -> None:
        if connection in self._connections:
            self._connections.remove(connection)
            self._per_peer[connection.peer] -= 1
            if not self._per_peer[connection.peer]:
                del self._per_peer[connection.peer]
        self._quiet.set()

    def new_session(self, peer: str, *, local: bool = False) -> Session:
        return Session(
            host_name=self._host_name,
            peer=peer,
            mailbox_for=self._mailbox_for,
            limits=self.limits,
            dialect=self._dialect,
            answered=self.recipients,
            tls="none" if local else self._tls,
        )

    def tls_context(self) -> ssl.SSLContext:
        """For a handshake. A renewed certificate that cannot be used is told, and the last good one shown."""
        assert self._certificate is not None, "TLS was not offered"
        context = self._certificate.context()
        if self._certificate.trouble is not None:
            self.log("certificate_not_renewed", error=str(self._certificate.trouble))
        return context

    def log(self, event: str, /, **fields: Any) -> None:
        """A line that says which protocol it is about."""
        self._log(event, protocol=self._dialect, **fields)

    def deliver(self, work: Coroutine[Any, Any, None]) -> None:
        """Work that goes on when its connection is gone."""
        self._spawn(work, self._deliveries)

    def discard(self, work: Coroutine[Any, Any, None]) -> None:
        """Work that goes on even when the grace has run out."""
        self._spawn(work, self._discards)

    # -- inside --------------------------------------------------------------------------------------------------------

    def _spawn(self, work: Coroutine[Any, Any, None], tasks: set[asyncio.Task[None]]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        task.add_done_callback(lambda _: self._quiet.set())

    async def _until_quiet(self, seconds: float) -> None:
        """Until no connection and no work is left, or the time is over."""
        try:
            async with asyncio.timeout(seconds):
                while self._connections or self._deliveries or self._discards:
                    self._quiet.clear()
                    await self._quiet.wait()
        except TimeoutError:
            pass

    def _mailbox_for(self, recipient: str) -> Accepted | Refused:
        try:
            return self.intake.mailbox_for(recipient)
        except Exception as error:
            self.log("mailbox_look_up_failed", error=repr(error))
            return Refused(FAILED)


def _wall_clock() -> int:
    return time.time_ns() // 1_000_000


def _standard_log(event: str, /, **fields: Any) -> None:
    logging.getLogger("proffer.mail.receiving").info("%s %s", event, fields)
