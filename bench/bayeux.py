"""`./dev bench bayeux`: messages to many clients over long-polling and WebSocket, our Bayeux server beside its peers.

All servers run at once, each with its clients connected; they take turns of a few seconds, so that a machine that
changes its speed changes it for all. Every server is asked by the same load in the same words and has one core.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from statistics import median

import uvloop

from bench.contestants import LONG_POLLING, WEBSOCKET, contestants
from bench.entry import Entry, Turn
from bench.flight import Flight

WINDOW_MAX = 64  # messages under way at full rate
CLOSING_CLIENTS = 100
LOAD_BUSY_MAX = 0.8  # busier than this the load might be what is measured


async def compare(transport: str, clients: int, asked: argparse.Namespace, core: int | None) -> None:
    """All servers that know the transport, in turns; prints what they did and our ratio to each peer."""
    async with AsyncExitStack() as stack:
        entries: list[Entry] = []
        for contestant in contestants(transport):
            entry = Entry(contestant, core, clients, asked.bytes)
            stack.callback(entry.close)
            await entry.connect(transport)
            entries.append(entry)
        for number in range(asked.turns + 1):
            for entry in entries:
                for name, work in _scenarios(entry.flight, clients, asked).items():
                    await entry.turn(name, work, counts=number > 0)
        print(f"\n{transport}, {clients:,} clients, messages of {asked.bytes:,} bytes")
        for name in entries[0].turns:
            _print_table(name, entries)
        _print_rest(entries)
        if transport == LONG_POLLING:
            await _print_closing(entries)


def _scenarios(flight: Flight, clients: int, asked: argparse.Namespace) -> dict[str, Callable[[], Awaitable[None]]]:
    window = min(WINDOW_MAX, max(1, clients // 2))
    return {
        f"own channels, {window} under way": lambda: flight.at_full_rate(window, asked.seconds),
        "one channel for all": lambda: flight.to_everybody(asked.seconds),
        f"own channels, {asked.steady}/s": lambda: flight.at(asked.steady, asked.seconds),
    }


def _print_table(name: str, entries: list[Entry]) -> None:
    columns = f"{'messages/s':>12}{'CPU ms/1,000':>14}{'p50 ms':>9}{'p99 ms':>9}{'load busy':>11}"
    print(f"  {name:32}{columns}   ours beside it: rate, CPU")
    ours = entries[0].turns[name]
    for entry in entries:
        turns = entry.turns[name]
        middle = Turn(*(median(values) for values in zip(*turns, strict=True)))
        figures = f"{middle.per_second:12,.0f}{middle.cpu_ms:14.0f}{middle.p50_ms:9.1f}{middle.p99_ms:9.1f}"
        busy = f"{middle.load_busy:10.0%}{'!' if middle.load_busy > LOAD_BUSY_MAX else ' '}"
        print(f"  {entry.name:32}{figures}{busy}{'' if entry is entries[0] else _beside(ours, turns)}")


def _beside(ours: list[Turn], theirs: list[Turn]) -> str:
    """Ratios of turns that followed each other; above 1 ours is better."""
    pairs = list(zip(ours, theirs, strict=True))
    rates = [our.per_second / their.per_second for our, their in pairs]
    cpu = [their.cpu_ms / our.cpu_ms for our, their in pairs]
    return "   " + ", ".join(f"{median(found):.2f} ({min(found):.2f}–{max(found):.2f})" for found in (rates, cpu))


def _print_rest(entries: list[Entry]) -> None:
    for entry in entries:
        flight = entry.flight
        print(
            f"  {entry.name:32}{entry.client_kib:6.1f} KiB a client; lost {flight.lost}, disordered {flight.disordered}"
        )


async def _print_closing(entries: list[Entry]) -> None:
    for entry in entries:
        clients = min(CLOSING_CLIENTS, entry.clients)
        lost = await entry.lost_after_closing(clients)
        print(f"  {entry.name:32}lost {lost} of {clients} messages published just after a client closed its held poll")


def main(arguments: list[str]) -> None:
    """Runs every combination asked for and prints its tables."""
    parser = argparse.ArgumentParser(prog="./dev bench bayeux", description=__doc__)
    parser.add_argument("--clients", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--transport", choices=[LONG_POLLING, WEBSOCKET], nargs="+", default=[LONG_POLLING, WEBSOCKET])
    parser.add_argument("--turns", type=int, default=5, help="of each server in each scenario")
    parser.add_argument("--seconds", type=float, default=1.5, help="a turn")
    parser.add_argument("--bytes", type=int, default=1_000, help="of text in each message")
    parser.add_argument("--steady", type=int, default=500, help="messages a second where the rate is fixed")
    asked = parser.parse_args(arguments)
    core = apart()
    for transport in asked.transport:
        for clients in asked.clients:
            uvloop.run(compare(transport, clients, asked, core))


def apart() -> int | None:
    """Keeps this process, the load, off the core it returns, which is the servers'; None where there is only one."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) == 1:
        print("server and load share one core")
        return None
    os.sched_setaffinity(0, set(cores[1:]))
    print(f"servers on core {cores[0]}, load on {cores[1:]}")
    return cores[0]
