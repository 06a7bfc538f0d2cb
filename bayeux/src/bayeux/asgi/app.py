"""Both transports as one ASGI application, to be mounted at any path or served alone."""

from collections.abc import Collection

from bayeux.asgi.long_polling import COOKIE_ATTRIBUTES, LongPolling
from bayeux.asgi.types import Identify, Receive, Scope, Send, nobody
from bayeux.asgi.websocket import WebSocket
from bayeux.server import Server


class App:
    """An ASGI application for http, websocket and lifespan scopes. Arguments as in LongPolling.

    Call `server.shutdown()` when the process is asked to stop, not at the lifespan's end: an ASGI server waits for
    held polls before that.
    """

    def __init__(
        self,
        server: Server,
        *,
        identify: Identify = nobody,
        allowed_origins: Collection[str] = (),
        cookie_attributes: str = COOKIE_ATTRIBUTES,
    ) -> None:
        self.server = server
        self.long_polling = LongPolling(
            server, identify=identify, allowed_origins=allowed_origins, cookie_attributes=cookie_attributes
        )
        self.websocket = WebSocket(server, identify=identify, allowed_origins=allowed_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Dispatch by the scope's type."""
        if scope["type"] == "http":
            await self.long_polling(scope, receive, send)
        elif scope["type"] == "websocket":
            await self.websocket(scope, receive, send)
        elif scope["type"] == "lifespan":
            await _live(receive, send, self.server)


async def _live(receive: Receive, send: Send, server: Server) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    server.shutdown()
    await send({"type": "lifespan.shutdown.complete"})
