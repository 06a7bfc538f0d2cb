"""`./dev bench reject`: one Reject, durable, routed on, both agents told: by rate and by server CPU, beside a bare app.

Server and load have a core each where there are two. Everything is one run; the figures that count are ratios: a shared
machine changes its speed within seconds, so the yardstick runs before and after each scenario.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvloop

from bench.agents import CONNECT, HANDSHAKE, SUBSCRIBE, cancel, open_sockets, poll_for_ever
from bench.raw_http import Connection, request
from bench.raw_websocket import Socket
from bench.server import AGENTS, REJECT, Ours, Row, Server

EMAILS = 32  # in circulation: as many invitations are open at any time


async def bare(seconds: float, core: int | None) -> Row:
    """(a) the yardstick."""
    server = Server(["bench.bare_app"], core)
    try:
        port = int(server.said)
        text = request("POST", "/api/v2/me/emails/000010a00ABCDEFG", {"content-type": "application/json"}, REJECT)
        return await _closed_loop("a  bare ASGI app", server, port, [text] * AGENTS, seconds)
    finally:
        server.stop()


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
        await cancel(tasks)
        ours.close()


async def by_websocket(seconds: float, core: int | None) -> Row:
    """(d) every agent has a WebSocket and rejects what he is invited to."""
    ours, tasks = Ours(core, EMAILS), set[asyncio.Task[None]]()
    sockets: list[Socket] = []
    try:
        await ours.log_in(ready=False)
        sockets = await open_sockets(ours, tasks, lambda agent, email: ours.reject(agent, email))
        await ours.be_ready()
        await asyncio.to_thread(ours.send_mail)
        return await ours.measure("d  Reject, 64 by WebSocket", seconds)
    finally:
        await cancel(tasks)
        for socket in sockets:
            socket.close()
        ours.close()


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
            task = asyncio.ensure_future(poll_for_ever(ours, number, connection, poll, tasks))
            tasks.add(task)
        await ours.be_ready()
        await asyncio.to_thread(ours.send_mail)
        return await ours.measure("e  Reject, 64 by long-polling", seconds)
    finally:
        await cancel(tasks)
        ours.close()


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
        sockets = await open_sockets(ours, tasks, invited)
        await ours.be_ready()
        await asyncio.to_thread(ours.send_mail)
        await asyncio.sleep(seconds)
        fsync = await asyncio.to_thread(_fsync_ms, Path(ours.data))
    finally:
        await cancel(tasks)
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
