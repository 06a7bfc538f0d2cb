"""Sends the demo's mails over SMTP, each once in the life of a data directory."""

from __future__ import annotations

import smtplib
from email.policy import SMTP
from pathlib import Path

from proffer.demo.mails import mails
from proffer.demo.state import DemoState, save_state

TIMEOUT_SECONDS = 30.0


def send_mails(smtp: str, mailbox: str, state: DemoState, data: Path) -> None:
    """Blocks. Raises OSError."""
    waiting = mails(mailbox)[state.mails_sent :]
    if not waiting:
        return
    host, _, port = smtp.rpartition(":")
    with smtplib.SMTP(host.strip("[]"), int(port), local_hostname="demo.test", timeout=TIMEOUT_SECONDS) as connection:
        for sender, message in waiting:
            connection.sendmail(sender, [mailbox], message.as_bytes(policy=SMTP.clone(max_line_length=998)))
            state.mails_sent += 1
            save_state(data, state)
