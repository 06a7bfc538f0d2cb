"""How much, and how long, a client may make the server wait."""

from __future__ import annotations

from proffer.record import Struct


class Limits(Struct, frozen=True, kw_only=True):
    """Of one connection. Times are kept to within `PATIENCE_TICK_SECONDS`."""

    target_bytes_max: int = 16_384  # what stands in the request line after the method, then 414
    head_bytes_max: int = 65_536  # request line and headers, then 431; as much may come of a body without a piece of it
    headers_max: int = 256  # then 431
    body_ahead_bytes: int = 65_536  # so much of a body is read before the application asks for it
    unread_body_bytes_max: int = 64 * 1024 * 1024  # thrown away of a body nobody wants, then the connection ends
    pipelined_max: int = 16  # requests that wait for the one before them, then the connection ends after these

    keep_alive_seconds: int = 75  # without a request; longer than proxies keep theirs, so that none meets a closing one
    head_seconds: int = 20  # from its first byte to its end; as long a body nobody wants may take
    unread_answer_seconds: int = 60  # a client that takes nothing of its answer so long is cut off


PATIENCE_TICK_SECONDS = 1
