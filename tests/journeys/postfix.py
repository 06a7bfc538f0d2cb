"""A real Postfix with folders, port and processes of its own, beside whatever the machine runs; ended by its id."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

DAEMONS = Path("/usr/lib/postfix/sbin")
NOBODY = "nobody"
SENDERS = "sender.test"  # whom bounces go to; they come into a folder here
COMMAND_SECONDS_MAX = 30
MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
daemon_directory = {daemons}
meta_directory = /etc/postfix
myhostname = mx.postfix.test
mydestination =
alias_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
virtual_mailbox_domains = {domains}
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = static:inbox/
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
transport_maps = inline:{{ {transports} }}
"""
MASTER = """\
{port}   inet  n - n - - smtpd
pickup   unix  n - n 60 1 pickup
cleanup  unix  n - n - 0 cleanup
qmgr     unix  n - n 1 1 qmgr
rewrite  unix  - - n - - trivial-rewrite
bounce   unix  - - n - 0 bounce
defer    unix  - - n - 0 bounce
trace    unix  - - n - 0 bounce
flush    unix  n - n - 0 flush
proxymap unix  - - n - - proxymap
showq    unix  n - n - - showq
error    unix  - - n - - error
retry    unix  - - n - - error
virtual  unix  - n n - - virtual
lmtp     unix  - - n - - lmtp
unsized  unix  - - n - - lmtp -o lmtp_discard_lhlo_keywords=size
secured  unix  - - n - - lmtp -o lmtp_tls_security_level=encrypt
smtp     unix  - - n - - smtp
plain    unix  - - n - - smtp -o smtp_discard_ehlo_keywords=size
tlsmgr   unix  - - n 1000? 1 tlsmgr
scache   unix  - - n - 1 scache
postlog  unix-dgram n - n - 1 postlogd
"""


class Postfix:
    """`transports` by recipient domain: {"demo.test": "lmtp:inet:127.0.0.1:2424"}.

    `unsized:…` (LMTP) and `plain:…` (SMTP) announce no SIZE, `secured:…` insists on TLS.
    """

    def __init__(self, transports: Mapping[str, str]) -> None:
        # Its daemons run under an account of their own, which must be able to pass: no folder of pytest's lets it.
        self.folder = Path(tempfile.mkdtemp(prefix="postfix-"))
        self.folder.chmod(0o755)
        self.port = free_port()
        for name, owner in (("etc", "root"), ("queue", "root"), ("data", "postfix"), ("mail", NOBODY)):
            (self.folder / name).mkdir()
            shutil.chown(self.folder / name, owner)
        nobody = pwd.getpwnam(NOBODY)
        routes = {**transports, SENDERS: "virtual:"}
        main = MAIN.format(
            folder=self.folder,
            daemons=DAEMONS,
            domains=", ".join(routes),
            uid=nobody.pw_uid,
            gid=nobody.pw_gid,
            transports=", ".join(f"{{ {domain} = {route} }}" for domain, route in routes.items()),
        )
        (self.folder / "etc" / "main.cf").write_text(main)
        (self.folder / "etc" / "master.cf").write_text(MASTER.format(port=self.port))

    def start(self) -> Postfix:
        """Returns when it takes mail."""
        self._run("postfix", "start")
        self._pid = int((self.folder / "queue" / "pid" / "master.pid").read_text())
        wait_until(self._listens, "Postfix does not listen")
        return self

    def stop(self) -> None:
        """Its master ends its daemons; nothing of it stays on the disk."""
        os.kill(self._pid, signal.SIGTERM)
        wait_until(lambda: not Path(f"/proc/{self._pid}").exists(), "Postfix does not end")
        shutil.rmtree(self.folder)

    def queue(self) -> list[dict[str, Any]]:
        """Mails that are not through yet, with their recipients."""
        return [json.loads(line) for line in self._run("postqueue", "-j").splitlines()]

    def flush(self) -> None:
        """Everything is tried again now."""
        self._run("postqueue", "-f")

    def until_empty(self, *, flush: bool = False) -> None:
        """Until every mail is delivered or bounced; with `flush`, tried again meanwhile."""

        def is_empty() -> bool:
            if flush:
                self.flush()
            return not self.queue()

        wait_until(is_empty, "the queue does not get empty", every_seconds=0.3)

    def bounces(self) -> list[Message]:
        """What came back to senders, oldest first."""
        found = sorted((self.folder / "mail" / "inbox" / "new").glob("*"), key=lambda path: path.stat().st_mtime_ns)
        return [message_from_bytes(path.read_bytes()) for path in found]

    def log(self) -> str:
        return (self.folder / "mail.log").read_text(errors="replace")

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def _run(self, program: str, *words: str) -> str:
        command = [program, "-c", str(self.folder / "etc"), *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=COMMAND_SECONDS_MAX)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout


def why_not() -> str | None:
    """Why Postfix cannot run here; None when it can."""
    if shutil.which("postfix") is None or not DAEMONS.exists():
        return "there is no Postfix (./dev test installs Debian's where it may)"
    return "Postfix must be started by root" if os.geteuid() else None


def free_port() -> int:
    """One nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(
    condition: Callable[[], bool], otherwise: str, *, seconds: float = 30, every_seconds: float = 0.05
) -> None:
    """Raises AssertionError when it does not come true in time."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, otherwise
        time.sleep(every_seconds)
