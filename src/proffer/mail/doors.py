"""The ways mail comes in, SMTP and LMTP, each where it is asked for; they share intake, limits and log."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

from proffer.mail.receiving import Certificate, Intake, Limits, Listener
from proffer.mail.receiving.dialogue import Dialect
from proffer.mail.receiving.listener import Log
from proffer.record import replace

SMTP: Dialect = "smtp"
LMTP: Dialect = "lmtp"


class MailDoors:
    """Open each, then mail comes in; `close` them together. `open` names those that take mail now."""

    def __init__(
        self,
        intake: Intake,
        *,
        host_name: str,
        limits: Limits,
        now: Callable[[], int],
        log: Log,
        certificate: Certificate | None = None,
        tls_required: bool = False,
    ) -> None:
        def listener(dialect: Dialect, limits: Limits) -> Listener:
            return Listener(
                intake,
                host_name=host_name,
                limits=limits,
                dialect=dialect,
                now=now,
                log=log,
                certificate=certificate,
                tls_required=tls_required,
            )

        self._smtp = listener(SMTP, limits)
        # Behind LMTP stands one mail server, which sends everything: no peer needs protection from another.
        self._lmtp = listener(LMTP, replace(limits, connections_per_peer_max=limits.connections_max))
        self.open: dict[str, str] = {}

    async def open_smtp(self, host: str, port: int | None) -> None:
        """Port 0 takes a free one; None: not at all. Raises OSError."""
        if port is None:
            return
        await self._smtp.start(host, port)
        self.open[SMTP] = f"{host}:{self._smtp.port}"

    async def open_lmtp(self, host: str, port: int | None, socket: Path | None, *, mode: int, group: str) -> None:
        """At a port, at a local socket, at both or, if neither is given, not at all. Raises OSError."""
        addresses = []
        if port is not None:
            await self._lmtp.start(host, port)
            addresses.append(f"{host}:{self._lmtp.port}")
        if socket is not None:
            await self._lmtp.start_local(socket, mode=mode, group=group)
            addresses.append(str(socket))
        if addresses:
            self.open[LMTP] = " ".join(addresses)

    async def close(self, grace_seconds: float) -> None:
        """Nobody is let in any more, mails under way finish within the grace."""
        self.open.clear()
        await asyncio.gather(self._smtp.close(grace_seconds), self._lmtp.close(grace_seconds))

    def is_open(self, protocol: str) -> bool:
        return protocol in self.open

    def traffic(self) -> Iterator[tuple[str, int, dict[str, int]]]:
        """Protocol, connections open now, and how many recipients got which kind of answer since the start."""
        for protocol, listener in ((SMTP, self._smtp), (LMTP, self._lmtp)):
            yield protocol, listener.connections, dict(listener.recipients)
