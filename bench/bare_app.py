"""The yardstick: a raw ASGI app that reads the body and answers, on uvicorn with the server's own settings."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import uvloop

from proffer.api.http_server import HttpServer, listen

BODY = b'{"statusCode":0}'


async def app(scope: Any, receive: Any, send: Any) -> None:
    """200 for everything."""
    more = True
    while more:
        more = (await receive()).get("more_body", False)
    headers = [(b"content-type", b"application/json"), (b"content-length", b"16")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": BODY})


async def main() -> None:
    """Prints its port and serves until it is killed."""

    async def nothing() -> None:
        return None

    listening = listen("127.0.0.1", 0)
    server = HttpServer(app, listening, nothing, http="httptools")
    await server.start()
    print(listening.getsockname()[1], flush=True)
    await asyncio.sleep(3600)


if __name__ == "__main__":
    uvloop.run(main())
    sys.exit(0)
