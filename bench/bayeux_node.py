"""Our Bayeux server alone, on uvicorn as Proffer runs it, publishing what the load asks for on the standard input."""

from __future__ import annotations

import asyncio
import gc
import os
import sys

import msgspec
import uvloop

from bayeux import Options, Server
from bayeux.asgi import App
from proffer.api.http_server import HttpServer, listen
from proffer.http_front import Front
from proffer.node import GC_THRESHOLDS

CHUNK_BYTES = 1_048_576


class Commands:
    """Lines `TEXT_BYTES FIRST_NUMBER WORD WORD …`: one numbered message to /client/WORD for each; or `collect`."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._rest = b""
        self.ended = asyncio.Event()

    def read(self) -> None:
        """The standard input has something, or has ended."""
        chunk = os.read(sys.stdin.fileno(), CHUNK_BYTES)
        if not chunk:
            self.ended.set()
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        for line in lines:
            if line == b"collect":
                gc.collect()
                print("collected", flush=True)
            else:
                self._publish(*line.decode().split(" "))

    def _publish(self, text_bytes: str, first: str, *words: str) -> None:
        text = "x" * int(text_bytes)
        for number, word in enumerate(words, int(first)):
            self._server.publish(f"/client/{word}", msgspec.json.encode({"number": number, "text": text}))


async def main() -> None:
    """Prints its port and serves until the standard input ends."""
    server = Server(options=Options(timeout_ms=30_000, max_interval_ms=30_000))
    commands = Commands(server)
    listening = listen("127.0.0.1", 0)

    async def release() -> None:
        server.shutdown()

    http = HttpServer(App(server), listening, release, http=Front(print))
    await http.start()
    asyncio.get_running_loop().add_reader(sys.stdin.fileno(), commands.read)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    print(listening.getsockname()[1], flush=True)
    await commands.ended.wait()
    os._exit(0)  # the load has gone; nobody waits for a farewell


if __name__ == "__main__":
    uvloop.run(main())
