"""A relay for tests: aiosmtpd on the test's own loop, which does as it is told and keeps what it took."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class Sink:
    """`rcpt(address)` and `data(envelope)` give the replies; `mails` is what was answered with 250."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []
        self.sessions = 0
        self.at_once = 0
        self.at_once_max = 0
        self.pause_seconds = 0.0
        self.helo = ""
        self.over_tls = False
        self.passwords: list[tuple[bytes, bytes]] = []
        self.mail_reply = "250 OK"
        self.rcpt: Callable[[str], str] = lambda address: "250 OK"
        self.data: Callable[[Envelope], str] = lambda envelope: "250 2.0.0 Taken"
        self.port = 0

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, host: str, responses: list[str]
    ) -> list[str]:
        session.host_name, self.helo, self.over_tls = host, host, session.ssl is not None
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mail_reply.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return self.mail_reply

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = self.rcpt(address)
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.at_once += 1
        self.at_once_max = max(self.at_once_max, self.at_once)
        await asyncio.sleep(self.pause_seconds)
        self.at_once -= 1
        reply = self.data(envelope)
        if reply == "drop":
            server.transport.abort()
        elif reply.startswith("250"):
            self.mails.append(envelope)
        return reply

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.passwords.append((data.login, data.password))
        return AuthResult(success=data.password == b"secret", handled=False)


@asynccontextmanager
async def sink(
    tls: ssl.SSLContext | None = None, *, implicit: bool = False, auth: bool = False, utf8: bool = True
) -> AsyncIterator[Sink]:
    """Open on a free port of loopback. `tls`: STARTTLS is offered, or with `implicit` nothing else is spoken."""
    made = Sink()

    def protocol() -> SMTP:
        made.sessions += 1
        return SMTP(
            made,
            enable_SMTPUTF8=utf8,
            hostname="sink.test",
            tls_context=None if implicit else tls,
            authenticator=made.authenticate if auth else None,
            auth_require_tls=tls is not None and not implicit,
            loop=asyncio.get_running_loop(),
        )

    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0, ssl=tls if implicit else None)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
