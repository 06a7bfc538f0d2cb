"""Once the demo's server takes work: sends its mails, prints the page, tells programs that wait."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from proffer.config import Settings
from proffer.demo.info import write_info
from proffer.demo.page import page
from proffer.demo.sending import send_mails
from proffer.demo.state import DemoState

MAILBOX = "support@demo.test"


async def opened(
    state: DemoState, settings: Settings, addresses: Mapping[str, str], *, with_mail: bool, info: Path | None
) -> None:
    """`addresses`: "base", "smtp" and, where it is open, "lmtp". The file `info` appears last."""
    data = settings.data_directory
    if with_mail:
        try:
            await asyncio.to_thread(send_mails, addresses["smtp"], MAILBOX, state, data)
        except OSError as error:  # smtplib's exceptions are OSErrors
            print(f"proffer: the demo's mails could not be sent: {error}", file=sys.stderr)
    print(page(addresses, mailbox=MAILBOX, passwords=state.passwords, data=data), flush=True)
    if info is not None:
        users = {name: {"password": password} for name, password in state.passwords.items()}
        write_info(info, {**addresses, "users": users, "mailboxes": [MAILBOX], "pid": os.getpid()})
