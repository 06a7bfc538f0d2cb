"""The Bayeux servers that are measured beside each other: ours and two of the npm registry, each told the same way."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from bench.process import Process

PEERS = Path(__file__).resolve().parent / "peers"
LONG_POLLING, WEBSOCKET = "long-polling", "websocket"


class Contestant(NamedTuple):
    """How one server is started, and what it can."""

    name: str
    command: tuple[str, ...]
    transports: tuple[str, ...]
    package: str | None = None  # in peers/node_modules

    def start(self, core: int | None) -> Running:
        """Its process, ready for clients."""
        return Running(self, Process(list(self.command), core))

    def is_installed(self) -> bool:
        """True if it can be started here."""
        return self.package is None or (PEERS / "node_modules" / self.package).is_dir()


class Running(NamedTuple):
    """A server that is ready: its path is `/bayeux`."""

    contestant: Contestant
    process: Process

    @property
    def port(self) -> int:
        """Where it listens on 127.0.0.1."""
        return int(self.process.said)

    def publish(self, text_bytes: int, first: int, words: list[str]) -> None:
        """One message to /client/WORD for each word, numbered from `first`."""
        self.process.tell(f"{text_bytes} {first} {' '.join(words)}")

    def collect(self) -> None:
        """Runs its garbage collector."""
        self.process.tell("collect")
        assert self.process.line() == "collected"


_NODE = shutil.which("node") or "node"

OURS = Contestant("proffer-bayeux", (sys.executable, "-m", "bench.bayeux_node"), (LONG_POLLING, WEBSOCKET))
FAYE = Contestant("faye", (_NODE, str(PEERS / "faye_server.cjs")), (LONG_POLLING, WEBSOCKET), "faye")
COMETD = Contestant(
    "cometd-nodejs-server", (_NODE, str(PEERS / "cometd_server.cjs")), (LONG_POLLING,), "cometd-nodejs-server"
)


def contestants(transport: str) -> list[Contestant]:
    """Ours first, then the peers that are installed and know the transport; says which are missing."""
    able = [one for one in (OURS, FAYE, COMETD) if transport in one.transports]
    for one in able:
        if not one.is_installed():
            print(f"not installed: {one.name} (npm ci --ignore-scripts in bench/peers does it)")
    return [one for one in able if one.is_installed()]
