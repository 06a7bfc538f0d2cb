"""`./dev bench idle`: what clients cost that only wait: memory of each and CPU of all, beside other Bayeux servers.

One server after the other, fresh, with a few clients before the count begins; then all the others connect and hold.
"""

from __future__ import annotations

import argparse
import asyncio
import resource

import uvloop

from bench.bayeux import apart
from bench.bayeux_clients import open_clients
from bench.contestants import LONG_POLLING, WEBSOCKET, Contestant, contestants

FIRST_CLIENTS = 50  # what a server loads or grows once is not the clients'


async def idle(
    contestant: Contestant, transport: str, asked: argparse.Namespace, core: int | None
) -> tuple[float, float]:
    """KiB of each client, and CPU milliseconds a second of 1,000 of them (one heartbeat each 30 s, and sweeping)."""
    running = contestant.start(core)
    try:
        port, everybody = running.port, FIRST_CLIENTS + asked.clients
        opened = await open_clients(port, transport, range(FIRST_CLIENTS), _not_listening)
        running.collect()
        before = running.process.resident_bytes()
        opened += await open_clients(port, transport, range(FIRST_CLIENTS, everybody), _not_listening)
        await asyncio.sleep(1)
        running.collect()
        client_bytes = (running.process.resident_bytes() - before) / asked.clients
        cpu = running.process.cpu_seconds()
        await asyncio.sleep(asked.seconds)
        cpu = running.process.cpu_seconds() - cpu
        for client in opened:
            client.close()
        return client_bytes / 1024, cpu * 1e3 / asked.seconds / everybody * 1e3
    finally:
        running.process.stop()


def _not_listening(client: int, text: bytes) -> None:
    """Nothing is published; what comes is the answer to a heartbeat."""


def main(arguments: list[str]) -> None:
    """Runs each server on each transport and prints a line."""
    parser = argparse.ArgumentParser(prog="./dev bench idle", description=__doc__)
    parser.add_argument("--clients", type=int, default=5_000)
    parser.add_argument("--seconds", type=float, default=30, help="of counting CPU; each client is answered each 30 s")
    asked = parser.parse_args(arguments)
    _allow_files(asked.clients + FIRST_CLIENTS + 200)
    core = apart()
    columns = f"{'KiB each':>10}{'CPU ms/s of 1,000':>20}   ours beside it: memory, CPU"
    print(f"{f'{asked.clients:,} waiting clients':35}{columns}")
    for transport in (LONG_POLLING, WEBSOCKET):
        ours: tuple[float, float] | None = None
        for contestant in contestants(transport):
            kib, cpu_ms = found = uvloop.run(idle(contestant, transport, asked, core))
            ours = ours or found
            ratios = "" if ours is found else f"   {_ratio(kib, ours[0])}, {cpu_ms / ours[1]:.2f}"
            print(f"{transport:13}{contestant.name:22}{kib:10.1f}{cpu_ms:20.2f}{ratios}", flush=True)


def _ratio(their: float, our: float) -> str:
    """Above 1 ours is better; nothing can be said where the memory did not grow."""
    return f"{their / our:.2f}" if our > 0 else "-"


def _allow_files(number: int) -> None:
    """As many open files as this and the server need; both inherit it. Ends the program where that is forbidden."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and number > hard:
        raise SystemExit(f"{number} open files are needed, {hard} are allowed here: ulimit -n, or fewer --clients")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, number), hard))
