"""The real server in a process of its own, on ports that stay the same, started and killed again and again."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS_MAX = 60.0
END_SECONDS_MAX = 30.0


class Process:
    """`proffer serve` on the installation in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "server.log"
        self.http_port, self.smtp_port = _free_ports()
        self._info = folder / "info.json"
        self._process: subprocess.Popen[bytes] | None = None
        self.ahead_ms = 0  # how far its wall clock is ahead of ours

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.http_port}"

    @property
    def process_id(self) -> int:
        assert self._process is not None
        assert self._process.poll() is None, f"the server ended: {self.last_words()}"
        return self._process.pid

    def now(self) -> int:
        """Epoch milliseconds on its wall clock."""
        return time.time_ns() // 1_000_000 + self.ahead_ms

    def start(self) -> None:
        """Returns at once; see `ready`."""
        self._info.unlink(missing_ok=True)
        command = [sys.executable, "-m", "tests.crashes.later", str(self.ahead_ms), "serve"]
        command += ["--config", str(self.folder / "proffer.toml"), "--info", str(self._info)]
        command += ["--http-port", str(self.http_port), "--smtp-port", str(self.smtp_port)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=ROOT)

    def is_ready(self) -> bool:
        """Has this start of it said that it takes work?"""
        return self._info.exists()

    async def ready(self) -> None:
        """Returns when it takes work; raises AssertionError if it ended or takes too long."""
        assert self._process is not None
        until = time.monotonic() + START_SECONDS_MAX
        while not self.is_ready():
            assert self._process.poll() is None, f"the server ended: {self.last_words()}"
            assert time.monotonic() < until, f"the server did not become ready: {self.last_words()}"
            await asyncio.sleep(0.005)
        assert json.loads(self._info.read_text())["pid"] == self._process.pid

    def signal(self, number: int) -> None:
        """By its process id; a process that has ended already is left alone."""
        if self._process is not None and self._process.poll() is None:
            os.kill(self._process.pid, number)

    async def ended(self) -> int:
        """Its exit status, once it is gone."""
        assert self._process is not None
        status = await asyncio.to_thread(self._process.wait, END_SECONDS_MAX)
        assert self._process.stdin is not None
        self._process.stdin.close()
        return status

    async def kill(self) -> None:
        """kill -9, and it is gone."""
        if self._process is not None:
            self.signal(signal.SIGKILL)
            await self.ended()

    def last_words(self, characters: int = 2_000) -> str:
        return self.log.read_text(errors="replace")[-characters:] if self.log.exists() else ""


def _free_ports() -> tuple[int, int]:
    """Two that were free a moment ago: the clients come back to the same address after every start."""
    with socket.socket() as one, socket.socket() as other:
        for probe in (one, other):
            probe.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]
