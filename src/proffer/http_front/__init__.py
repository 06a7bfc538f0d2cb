"""HTTP/1.1 between the sockets and an ASGI application, in place of uvicorn's own: uvicorn still runs the server."""

from proffer.http_front.front import Front
from proffer.http_front.limits import Limits

__all__ = ["Front", "Limits"]
