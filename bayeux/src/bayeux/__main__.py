"""A bare Bayeux server in which clients may publish: `python -m bayeux --port 8080`."""

from __future__ import annotations

import argparse
import asyncio
import socket
import sys
from types import FrameType

import uvicorn

from bayeux import OpenPolicy, Options, Server
from bayeux.asgi import App

_TUNABLE = (
    *("timeout_ms", "interval_ms", "max_interval_ms", "restart_spread_ms"),
    *("queue_messages_max", "message_bytes_max", "sessions_max"),
)
STALLED_MS = 60_000
"""How long the kernel waits for a client to acknowledge what was written (tcp(7), inherited by connections)."""


class _Uvicorn(uvicorn.Server):
    """Prints the address when ready, and answers held polls when asked to stop: uvicorn would wait for them."""

    def __init__(self, config: uvicorn.Config, bayeux: Server, url: str) -> None:
        super().__init__(config)
        self._bayeux = bayeux
        self._url = url
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._loop = asyncio.get_running_loop()
        print(self._url, flush=True)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._bayeux.shutdown)
        super().handle_exit(sig, frame)


def main(arguments: list[str] | None = None) -> int:
    """Serve until a signal comes; prints the address when ready."""
    asked = _parser().parse_args(arguments)
    tuned = {name: getattr(asked, name) for name in _TUNABLE}
    options = Options(websocket=not asked.no_websocket, ack=not asked.no_ack, **tuned)
    server = Server(OpenPolicy(), options)
    listener = _listen(asked.host, asked.port)
    config = uvicorn.Config(
        App(server, allowed_origins=asked.origin),
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        ws_max_size=options.message_bytes_max,
        ws_per_message_deflate=asked.deflate,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=5,
    )
    url = f"http://{f'[{asked.host}]' if ':' in asked.host else asked.host}:{listener.getsockname()[1]}/bayeux"
    with asyncio.Runner(loop_factory=_event_loop) as runner:
        runner.run(_Uvicorn(config, server, url).serve(sockets=[listener]))
    return 0


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.create_server((host, port), family=_family(host), backlog=2048)
    # Connections inherit both. asyncio sets the first by itself only on sockets made with an explicit protocol.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        # A closed connection whose client never reads would otherwise keep its buffer for ever.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STALLED_MS)
    return listener


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _event_loop() -> asyncio.AbstractEventLoop:
    """uvloop where it is installed."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


def _parser() -> argparse.ArgumentParser:
    usual = Options()
    parser = argparse.ArgumentParser(prog="python -m bayeux", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8080, help="0 takes a free one")
    parser.add_argument("--origin", action="append", default=[], help="web page origin that may call; * allows all")
    for name in _TUNABLE:
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=getattr(usual, name))
    parser.add_argument("--no-websocket", action="store_true", help="offer long-polling only")
    parser.add_argument("--no-ack", action="store_true", help="do not offer acknowledgements")
    parser.add_argument("--deflate", action="store_true", help="compress WebSocket frames (costs CPU)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
