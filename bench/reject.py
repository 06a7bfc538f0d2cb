"""`./dev bench reject`: one Reject, durable, routed on, both agents told: by rate and by server CPU, beside a bare app.

Server and load have a core each where there are two. Everything is one run; the figures that count are ratios. A shared
machine changes its speed within seconds, so scenario and yardstick take turns in short slices, one stopped while the
other runs, and the median of their ratios is printed.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from collections.abc import Coroutine
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

import uvloop

from bench.agents import cancel, open_sockets
from bench.raw_websocket import Socket
from bench.rejecting import EMAILS, ON_POSTGRES, SCENARIOS, Subject, bare
from bench.server import AGENTS, Ours, Slice, measured
from tests import postgres

SLICE_SECONDS = 0.5
WARM_SECONDS = 0.5  # of circulation before anything is measured
SETTLE_SECONDS = 0.05  # after a server was let go on
T = TypeVar("T")


async def compare(
    beside: AbstractAsyncContextManager[Subject], scenario: AbstractAsyncContextManager[Subject], seconds: float
) -> None:
    """Prints one line of the table."""
    async with beside as yardstick, scenario as subject:
        await asyncio.sleep(WARM_SECONDS)
        transactions = await subject.transactions() if subject.transactions else 0
        before = subject.counted()
        slices: list[tuple[Slice, Slice]] = []
        while len(slices) * SLICE_SECONDS < seconds:
            slices.append((await _slice(yardstick, subject), await _slice(subject, yardstick)))
        done = subject.counted() - before
        yardstick.server.pause()
        transactions = await subject.transactions() - transactions if subject.transactions else 0
        yardstick.server.resume()
    by_rate = median(ours.per_second / bare.per_second for bare, ours in slices)
    by_cpu = median(bare.cpu_us / ours.cpu_us for bare, ours in slices)
    rate = median(ours.per_second for _, ours in slices)
    cpu = [median(part.cpu_us for part in parts) for parts in zip(*slices, strict=True)]
    group = f"{done / transactions:10.1f}" if transactions else ""
    print(f"{subject.name:32}{rate:12.0f}{cpu[1]:15.1f}{cpu[0]:10.1f}{by_rate:10.2f}{by_cpu:10.2f}{group}", flush=True)


async def _slice(running: Subject, stopped: Subject) -> Slice:
    stopped.server.pause()
    running.server.resume()
    await asyncio.sleep(SETTLE_SECONDS)
    found = await measured(running.server, SLICE_SECONDS, running.counted)
    stopped.server.resume()
    return found


def main(arguments: list[str]) -> None:
    """Runs the scenarios and prints the table."""
    parser = argparse.ArgumentParser(prog="./dev bench reject", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="per scenario, and as much for the yardstick")
    parser.add_argument("--only", default="abscdel", help="which scenarios; l is the latency of one in flight")
    parser.add_argument(
        "--database",
        choices=("sqlite", "postgres"),
        default="sqlite",
        help="postgres: a private server is started, and c, d, e and l are compared with the same on SQLite",
    )
    options = parser.parse_args(arguments)
    cores = sorted(os.sched_getaffinity(0))
    core = cores[0] if len(cores) > 1 else None
    if core is not None:
        os.sched_setaffinity(0, set(cores[1:]))
    print(f"server on core {core}, load on {cores[1:] or cores}; {AGENTS} agents, {EMAILS} emails in circulation")
    if options.database == "postgres":
        _on_postgres(options.only, options.seconds, core)
    else:
        _title("bare µs")
        for name in options.only:
            if name in SCENARIOS:
                _run(compare(bare(core), SCENARIOS[name](core), options.seconds), options.seconds)
        if "l" in options.only:
            _in_flight(options.seconds, core)


def _on_postgres(only: str, seconds: float, core: int | None) -> None:
    """PostgreSQL beside SQLite; its processes share the load's cores, and their CPU is counted nowhere."""
    if reason := postgres.why_not():
        raise SystemExit(f"bench: {reason}")
    cluster = postgres.Cluster(durable=True)
    try:
        cluster.start()
        print("the same on PostgreSQL, beside SQLite")
        _title("SQLite µs")
        for name in only:
            if name in ON_POSTGRES:
                scenario, url = ON_POSTGRES[name], cluster.url(cluster.new_database())
                _run(compare(scenario(core), scenario(core, url), seconds), seconds)
        if "l" in only:
            _in_flight(seconds, core)
            print("on PostgreSQL:")
            _in_flight(seconds, core, cluster.url(cluster.new_database()))
    finally:
        cluster.remove()


def _title(yardstick: str) -> None:
    columns = ("per second", 12), ("server CPU µs", 15), (yardstick, 10), ("by rate", 10), ("by CPU", 10), ("group", 10)
    print(" " * 32 + "".join(f"{title:>{width}}" for title, width in columns), flush=True)


def _run(work: Coroutine[Any, Any, T], seconds: float) -> T:
    return uvloop.run(asyncio.wait_for(work, 2 * seconds + 60))


def _in_flight(seconds: float, core: int | None, database: str = "") -> None:
    p50, fsync, p99 = _run(latency(seconds, core, database), seconds)
    limit = 1.5 * fsync + 1
    print(f"one in flight, POST to the next agent's Invited: p50 {p50:.2f} ms, p99 {p99:.2f} ms;")
    print(f"one fsync p50 {fsync:.2f} ms; 1.5 fsync + 1 ms = {limit:.2f} ms: {'within' if p50 <= limit else 'OVER'}")


async def latency(seconds: float, core: int | None, database: str = "") -> tuple[float, float, float]:
    """One email in flight: from the POST to the next agent's invitation; p50 of that, of one fsync, p99; all in ms."""
    ours, tasks = Ours(core, 1, database=database), set[asyncio.Task[None]]()
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
