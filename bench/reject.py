"""`./dev bench reject`: one Reject, durable, routed on, both agents told: by rate and by server CPU, beside a bare app.

Server and load have a core each where there are two. Everything is one run; the figures that count are ratios: a shared
machine changes its speed within seconds, so the yardstick runs before and after each scenario.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import uvloop

from bench.node import PASSWORD
from bench.raw_http import Connection, basic, cookie_of, request
from bench.raw_websocket import Socket

AGENTS = 64
EMAILS = 32  # in circulation: as many invitations are open at any time
MAIL_BYTES = 1_200
TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """A server process on a core of its own, and what its CPU has cost so far."""

    def __init__(self, command: list[str], core: int | None, pass_fds: tuple[int, ...] = ()) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", *command], stdout=subprocess.PIPE, text=True, pass_fds=pass_fds
        )
        if core is not None:
            os.sched_setaffinity(self.process.pid, {core})
        assert self.process.stdout is not None
        self.said = self.process.stdout.readline().strip()
        if core is not None:  # threads that were started meanwhile
            for thread in Path(f"/proc/{self.process.pid}/task").iterdir():
                os.sched_setaffinity(int(thread.name), {core})

    def cpu_seconds(self) -> float:
        """User and system time of the whole process."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


class Row:
    """One line of the result."""

    def __init__(self, name: str, per_second: float, cpu_us: float) -> None:
        self.name, self.per_second, self.cpu_us = name, per_second, cpu_us


async def bare(seconds: float, core: int | None) -> Row:
    """(a) the yardstick."""
    server = Server(["bench.bare_app"], core)
    try:
        port = int(server.said)
        text = request("POST", "/api/v2/me/emails/000010a00ABCDEFG", {"content-type": "application/json"}, REJECT)
        return await _closed_loop("a  bare ASGI app", server, port, [text] * AGENTS, seconds)
    finally:
        server.stop()


REJECT = b'{"operationName":"Reject"}'


async def _closed_loop(name: str, server: Server, port: int, texts: list[bytes], seconds: float) -> Row:
    connections = [await Connection.open("127.0.0.1", port) for _ in texts]
    count = 0
    until = time.monotonic() + seconds

    async def work(connection: Connection, text: bytes) -> None:
        nonlocal count
        while time.monotonic() < until:
            await connection.send(text)
            count += 1

    before, started = server.cpu_seconds(), time.monotonic()
    await asyncio.gather(*(work(c, t) for c, t in zip(connections, texts, strict=True)))
    elapsed = time.monotonic() - started
    cpu = server.cpu_seconds() - before
    for connection in connections:
        connection.close()
    return Row(name, count / elapsed, cpu / count * 1e6)


class Ours:
    """A node with its agents logged in and ready, and emails in circulation."""

    def __init__(self, core: int | None, emails: int, *, tell: bool = False) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="proffer-bench-")
        self.data = self._folder.name
        self.pipe, write_end = os.pipe()
        self.server = Server(["bench.node", self.data, str(AGENTS), str(write_end if tell else 0)], core, (write_end,))
        os.close(write_end)
        addresses = json.loads(self.server.said)
        self.host, self.port = "127.0.0.1", int(addresses["base"].rsplit(":", 1)[1])
        self.smtp = addresses["smtp"]
        self.emails = emails
        self.cookies: list[str] = []
        self.connections: list[Connection] = []
        self.rejects = 0

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

    async def measure(self, name: str, seconds: float) -> Row:
        """What happens in `seconds` once the circulation runs."""
        await asyncio.sleep(0.5)
        first, cpu, started = self.rejects, self.server.cpu_seconds(), time.monotonic()
        await asyncio.sleep(seconds)
        count, cpu = self.rejects - first, self.server.cpu_seconds() - cpu
        elapsed = time.monotonic() - started
        assert count, "nothing was rejected"
        return Row(name, count / elapsed, cpu / count * 1e6)

    def close(self) -> None:
        for connection in self.connections:
            connection.close()
        self.server.stop()
        os.close(self.pipe)
        self._folder.cleanup()


async def no_operation(seconds: float, core: int | None) -> Row:
    """(b) our edge without a commit: authenticated, dispatched, refused as an unknown operation."""
    ours = Ours(core, 0)
    try:
        await ours.log_in()
        headers = [{"content-type": "application/json", "cookie": cookie} for cookie in ours.cookies]
        texts = [
            request("POST", "/api/v2/me/emails/000010a00ABCDEFG", header, b'{"operationName":"NoOp"}')
            for header in headers
        ]
        return await _closed_loop("b  our no-op", ours.server, ours.port, texts, seconds)
    finally:
        ours.close()


async def nobody(seconds: float, core: int | None) -> Row:
    """(c) Reject with nobody connected by Bayeux; a pipe tells the load who is invited."""
    ours = Ours(core, EMAILS, tell=True)
    tasks: set[asyncio.Task[None]] = set()
    buffer = b""

    def told() -> None:
        nonlocal buffer
        *lines, buffer = (buffer + os.read(ours.pipe, 65_536)).split(b"\n")
        for line in lines:
            agent, email = line.decode().split()
            task = asyncio.ensure_future(ours.reject(int(agent, 16), email))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

    try:
        await ours.log_in()
        asyncio.get_running_loop().add_reader(ours.pipe, told)
        await asyncio.to_thread(ours.send_mail)
        return await ours.measure("c  Reject, nobody connected", seconds)
    finally:
        asyncio.get_running_loop().remove_reader(ours.pipe)
        await _cancel(tasks)
        ours.close()


async def by_websocket(seconds: float, core: int | None) -> Row:
    """(d) every agent has a WebSocket and rejects what he is invited to."""
    ours, tasks = Ours(core, EMAILS), set[asyncio.Task[None]]()
    sockets: list[Socket] = []
    try:
        await ours.log_in(ready=False)
        sockets = await _open_sockets(ours, tasks, lambda agent, email: ours.reject(agent, email))
        await ours.be_ready()
        await asyncio.to_thread(ours.send_mail)
        return await ours.measure("d  Reject, 64 by WebSocket", seconds)
    finally:
        await _cancel(tasks)
        for socket in sockets:
            socket.close()
        ours.close()


HANDSHAKE = b'[{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["%s"],"id":"1"}]'
SUBSCRIBE = b'{"channel":"/meta/subscribe","clientId":"%s","subscription":"/v2/me/emails","id":"2"}'
CONNECT = b'{"channel":"/meta/connect","clientId":"%s","connectionType":"%s","id":"3"}'
OnInvited = Callable[[int, str], Awaitable[None]]


async def _open_sockets(ours: Ours, tasks: set[asyncio.Task[None]], invited: OnInvited) -> list[Socket]:
    sockets: list[Socket] = []
    for number, cookie in enumerate(ours.cookies):
        client_id: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

        def on_text(text: bytes, number: int = number, client_id: asyncio.Future[bytes] = client_id) -> None:
            if not client_id.done():
                client_id.set_result(json.loads(text)[0]["clientId"].encode())
                return
            _react(text, number, sockets, client_id.result(), tasks, invited)

        socket = await Socket.open(ours.host, ours.port, "/api/v2/notifications", {"cookie": cookie}, on_text)
        sockets.append(socket)
        socket.send(HANDSHAKE % b"websocket")
        known = await client_id
        socket.send(b"[" + SUBSCRIBE % known + b"," + CONNECT % (known, b"websocket") + b"]")
    await asyncio.sleep(0.2)
    return sockets


def _react(
    text: bytes,
    number: int,
    sockets: list[Socket],
    client_id: bytes,
    tasks: set[asyncio.Task[None]],
    invited: OnInvited,
) -> None:
    if b'"/meta/connect"' in text:
        sockets[number].send(b"[" + CONNECT % (client_id, b"websocket") + b"]")
    for email in _invitations(text):
        task = asyncio.ensure_future(invited(number, email))
        tasks.add(task)
        task.add_done_callback(tasks.discard)


def _invitations(text: bytes) -> list[str]:
    """The ids of emails this bundle of messages invites to, without decoding all of it."""
    found: list[str] = []
    at = text.find(b'"state":"Invited"')
    while at >= 0:
        start = text.rfind(b'"id":"', 0, at) + 6
        found.append(text[start : start + 16].decode())
        at = text.find(b'"state":"Invited"', at + 10)
    return found


async def by_long_polling(seconds: float, core: int | None) -> Row:
    """(e) every agent holds a poll and rejects what he is invited to."""
    ours, tasks = Ours(core, EMAILS), set[asyncio.Task[None]]()
    try:
        await ours.log_in(ready=False)
        for number in range(AGENTS):
            connection = await Connection.open(ours.host, ours.port)
            headers = {"content-type": "application/json", "cookie": ours.cookies[number]}
            handshake = request("POST", "/api/v2/notifications", headers, HANDSHAKE % b"long-polling")
            _, _, answer = await connection.send(handshake)
            client_id = json.loads(answer)[0]["clientId"].encode()
            subscribe = request("POST", "/api/v2/notifications", headers, b"[" + SUBSCRIBE % client_id + b"]")
            await connection.send(subscribe)
            poll = request(
                "POST", "/api/v2/notifications", headers, b"[" + CONNECT % (client_id, b"long-polling") + b"]"
            )
            await connection.send(poll)  # the first one is answered at once
            task = asyncio.ensure_future(_poll(ours, number, connection, poll, tasks))
            tasks.add(task)
        await ours.be_ready()
        await asyncio.to_thread(ours.send_mail)
        return await ours.measure("e  Reject, 64 by long-polling", seconds)
    finally:
        await _cancel(tasks)
        ours.close()


async def _poll(ours: Ours, number: int, connection: Connection, poll: bytes, tasks: set[asyncio.Task[None]]) -> None:
    while True:
        _, _, answer = await connection.send(poll)
        for email in _invitations(answer):
            task = asyncio.ensure_future(ours.reject(number, email))
            tasks.add(task)
            task.add_done_callback(tasks.discard)


async def latency(seconds: float, core: int | None) -> tuple[float, float, float]:
    """One email in flight: from the POST to the next agent's invitation; p50 of that, of one fsync, p99; all in ms."""
    ours, tasks = Ours(core, 1), set[asyncio.Task[None]]()
    times: list[float] = []
    posted = 0.0

    async def invited(agent: int, email: str) -> None:
        nonlocal posted
        if posted:
            times.append(time.perf_counter() - posted)
        await asyncio.sleep(0.002)
        posted = time.perf_counter()
        await ours.reject(agent, email)

    sockets: list[Socket] = []
    try:
        await ours.log_in(ready=False)
        sockets = await _open_sockets(ours, tasks, invited)
        await ours.be_ready()
        await asyncio.to_thread(ours.send_mail)
        await asyncio.sleep(seconds)
        fsync = await asyncio.to_thread(_fsync_ms, Path(ours.data))
    finally:
        await _cancel(tasks)
        for socket in sockets:
            socket.close()
        ours.close()
    times.sort()
    return times[len(times) // 2] * 1e3, fsync, times[int(len(times) * 0.99)] * 1e3


def _fsync_ms(folder: Path) -> float:
    """The median of appending 8 KiB and syncing, on the same disk, right afterwards."""
    found: list[float] = []
    with (folder / "fsync").open("wb", buffering=0) as file:
        for _ in range(200):
            started = time.perf_counter()
            file.write(b"x" * 8_192)
            os.fdatasync(file.fileno())
            found.append(time.perf_counter() - started)
    return sorted(found)[100] * 1e3


async def _cancel(tasks: set[asyncio.Task[None]]) -> None:
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
    for task in list(tasks):
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


SCENARIOS: dict[str, Callable[[float, int | None], Awaitable[Row]]] = {
    "a": bare,
    "b": no_operation,
    "c": nobody,
    "d": by_websocket,
    "e": by_long_polling,
}


def main(arguments: list[str]) -> None:
    """Runs the scenarios and prints the table."""
    parser = argparse.ArgumentParser(prog="./dev bench reject", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="per scenario")
    parser.add_argument("--only", default="abcdel", help="which scenarios; l is the latency of one in flight")
    options = parser.parse_args(arguments)
    cores = sorted(os.sched_getaffinity(0))
    server_core = cores[0] if len(cores) > 1 else None
    if server_core is not None:
        os.sched_setaffinity(0, set(cores[1:]))
    print(
        f"server on core {server_core}, load on {cores[1:] or cores}; {AGENTS} agents, {EMAILS} emails in circulation"
    )
    print(f"{'':32}{'per second':>12}{'server CPU µs':>15}{'by rate':>10}{'by CPU':>10}", flush=True)
    for name in options.only:
        if name not in SCENARIOS:
            continue
        before = uvloop.run(_run(bare, options.seconds / 2, server_core))
        row = uvloop.run(_run(SCENARIOS[name], options.seconds, server_core))
        after = uvloop.run(_run(bare, options.seconds / 2, server_core))
        by_rate = 2 * row.per_second / (before.per_second + after.per_second)
        by_cpu = (before.cpu_us + after.cpu_us) / 2 / row.cpu_us
        print(f"{row.name:32}{row.per_second:12.0f}{row.cpu_us:15.1f}{by_rate:10.2f}{by_cpu:10.2f}", flush=True)
    if "l" in options.only:
        p50, fsync, p99 = uvloop.run(_run_latency(options.seconds, server_core))
        limit = 2 * fsync + 1
        print(f"one in flight, POST to the next agent's Invited: p50 {p50:.2f} ms, p99 {p99:.2f} ms;")
        print(f"one fsync p50 {fsync:.2f} ms; 2 fsync + 1 ms = {limit:.2f} ms: {'within' if p50 <= limit else 'OVER'}")


async def _run(scenario: Callable[[float, int | None], Awaitable[Row]], seconds: float, core: int | None) -> Row:
    return await asyncio.wait_for(scenario(seconds, core), seconds + 60)


async def _run_latency(seconds: float, core: int | None) -> tuple[float, float, float]:
    return await asyncio.wait_for(latency(seconds, core), seconds + 60)


if __name__ == "__main__":
    main(sys.argv[1:])
