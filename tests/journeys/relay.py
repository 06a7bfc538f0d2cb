"""A mail server that takes what agents send: aiosmtpd in a thread, which says what it is told to say."""

from __future__ import annotations

import contextlib
import email
import socket
import threading
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

WAIT_SECONDS_MAX = 20.0


class Relay:
    """`says(recipient)` gives the reply to RCPT; `taken` are the messages answered with 250, in order."""

    def __init__(self) -> None:
        self.says: Callable[[str], str] = lambda recipient: "250 OK"
        self.taken: list[bytes] = []
        self._came = threading.Condition()

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        reply = self.says(address)
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert envelope.original_content is not None
        with self._came:
            self.taken.append(envelope.original_content)
            self._came.notify_all()
        return "250 2.0.0 Taken"

    def message(self, number: int = 0) -> EmailMessage:
        """The one with this number, once it has come."""
        until = time.monotonic() + WAIT_SECONDS_MAX
        with self._came:
            while len(self.taken) <= number:
                assert self._came.wait(until - time.monotonic()), "no mail has come to the relay"
            return cast("EmailMessage", email.message_from_bytes(self.taken[number], policy=default))


@contextlib.contextmanager
def relay() -> Iterator[tuple[Relay, str]]:
    """The relay and its HOST:PORT, for the length of a block."""
    made = Relay()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(made, hostname="127.0.0.1", port=port)  # type: ignore[no-untyped-call]
    controller.start()  # type: ignore[no-untyped-call]
    try:
        yield made, f"127.0.0.1:{port}"
    finally:
        controller.stop()  # type: ignore[no-untyped-call]
