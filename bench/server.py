"""A server process under load: started on a core of its own, its agents logged in over the API, its CPU measured."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import smtplib
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

from bench.node import PASSWORD
from bench.process import Process
from bench.raw_http import Connection, basic, cookie_of, request
from proffer.record import Struct

AGENTS = 64
MAIL_BYTES = 1_200
SILENT_SLICES_MAX = 10
REJECT = b'{"operationName":"Reject"}'


class Server(Process):
    """A Python module as a server."""

    def __init__(self, command: list[str], core: int | None, pass_fds: tuple[int, ...] = ()) -> None:
        super().__init__([sys.executable, "-m", *command], core, pass_fds)

    def pause(self) -> None:
        """Gets no CPU until `resume`: the core is another's."""
        os.kill(self.process.pid, signal.SIGSTOP)

    def resume(self) -> None:
        os.kill(self.process.pid, signal.SIGCONT)


class Slice(Struct, frozen=True):
    """What a server did in one slice of time."""

    count: int
    seconds: float
    cpu_seconds: float

    @property
    def per_second(self) -> float:
        return self.count / self.seconds

    @property
    def cpu_us(self) -> float:
        return self.cpu_seconds / self.count * 1e6


async def measured(server: Server, seconds: float, counted: Callable[[], int]) -> Slice:
    """What `counted` counts while the server runs for so long; longer while the disk stands still and nothing ends."""
    count, cpu, started = counted(), server.cpu_seconds(), time.monotonic()
    for _ in range(SILENT_SLICES_MAX):
        await asyncio.sleep(seconds)
        if counted() > count:
            break
    done, elapsed, used = counted() - count, time.monotonic() - started, server.cpu_seconds() - cpu
    assert done, "nothing was done"
    return Slice(done, elapsed, used)


class Ours:
    """A node with its agents logged in and ready, and emails in circulation; on SQLite, or on this `database`."""

    def __init__(self, core: int | None, emails: int, *, tell: bool = False, database: str = "") -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="proffer-bench-")
        self.data = self._folder.name
        self.pipe, write_end = os.pipe()
        words = ["bench.node", self.data, str(AGENTS), str(write_end if tell else 0), database]
        self.server = Server(words, core, (write_end,))
        os.close(write_end)
        addresses = json.loads(self.server.said)
        self.host, self.port = "127.0.0.1", int(addresses["base"].rsplit(":", 1)[1])
        self.smtp = addresses["smtp"]
        self.emails = emails
        self.cookies: list[str] = []
        self.connections: list[Connection] = []
        self.rejects = 0
        self._asking: Connection | None = None

    async def log_in(self, *, ready: bool = True) -> None:
        """Sessions and readiness of all agents, over the API."""
        for number in range(AGENTS):
            connection = await Connection.open(self.host, self.port)
            head = await self.post(
                connection,
                {"authorization": basic(f"agent{number}", PASSWORD)},
                "/me",
                {"operationName": "StartContactCenterSession", "place": f"desk-{number}"},
            )
            self.cookies.append(cookie_of(head))
            self.connections.append(connection)
        if ready:
            await self.be_ready()

    async def be_ready(self) -> None:
        for cookie, connection in zip(self.cookies, self.connections, strict=True):
            await self.post(connection, {"cookie": cookie}, "/me", {"operationName": "Ready"})

    async def post(self, connection: Connection, headers: dict[str, str], path: str, body: Any) -> bytes:
        text = request(
            "POST", f"/api/v2{path}", headers | {"content-type": "application/json"}, json.dumps(body).encode()
        )
        status, head, answer = await connection.send(text)
        assert status == 200, (status, answer)
        return head

    def send_mail(self) -> None:
        """Real mail by SMTP."""
        host, port = self.smtp.split(":")
        with smtplib.SMTP(host, int(port)) as client:
            for number in range(self.emails):
                text = (
                    f"From: Jonas Weber <jonas{number}@example.org>\r\nTo: support@bench.test\r\n"
                    f"Subject: Invoice {number} charged twice\r\nMessage-ID: <{number}@example.org>\r\n"
                    f"Date: Mon, 2 Mar 2026 10:13:58 +0100\r\n\r\n" + "x" * MAIL_BYTES
                )
                client.sendmail(f"jonas{number}@example.org", ["support@bench.test"], text)

    def reject_text(self, agent: int, email: str) -> bytes:
        headers = {"content-type": "application/json", "cookie": self.cookies[agent]}
        return request("POST", f"/api/v2/me/emails/{email}", headers, REJECT)

    async def reject(self, agent: int, email: str) -> None:
        status, _, body = await self.connections[agent].send(self.reject_text(agent, email))
        assert status == 200, (status, body)
        self.rejects += 1

    async def commit_groups(self) -> int:
        """How many transactions the server has made."""
        if self._asking is None:
            self._asking = await Connection.open(self.host, self.port)
        _, _, page = await self._asking.send(request("GET", "/metrics", {}))
        return int(float(re.findall(rb"^proffer_transactions_total (\S+)", page, re.MULTILINE)[0]))

    def close(self) -> None:
        for connection in (*self.connections, *([] if self._asking is None else [self._asking])):
            connection.close()
        self.server.stop()
        os.close(self.pipe)
        self._folder.cleanup()
