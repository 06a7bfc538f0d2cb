"""Every limit and time of the server, with its unit and default."""

from msgspec import Struct


class Options(Struct, frozen=True, kw_only=True):
    """What an application may tune; a value outside its sense raises `ValueError`.

    Times are whole milliseconds, sizes bytes, everything else counts.
    """

    timeout_ms: int = 30_000
    """How long a /meta/connect is held when nothing happens; also the most a client may ask for."""
    interval_ms: int = 0
    """How long a client waits between the answer to a /meta/connect and the next one."""
    max_interval_ms: int = 30_000
    """How long a session lives without a held /meta/connect, on top of the interval."""
    queue_messages_max: int = 2_000
    """Undelivered messages per session; one more drops the session and its client handshakes again."""
    queue_bytes_max: int = 8 * 1024 * 1024
    """Undelivered bytes per session, with the same end."""
    message_bytes_max: int = 64 * 1024
    """A request body or WebSocket frame sent by a client."""
    message_id_length_max: int = 256
    """Characters of a message's `id`."""
    subscriptions_max: int = 200
    """Subscriptions per session."""
    channel_length_max: int = 256
    """Characters of a channel name or pattern."""
    channel_depth_max: int = 16
    """Segments of a channel name or pattern."""
    sessions_max: int = 100_000
    """Sessions in this server."""
    sessions_per_principal_max: int = 256
    """Sessions of one principal (anonymous sessions are only counted in `sessions_max`)."""
    frame_bytes_max: int = 64 * 1024
    """Messages are bundled into one WebSocket frame up to this size (one larger message goes alone)."""
    restart_spread_ms: int = 3_000
    """At shutdown each client is told to wait a random part of this, so that a restart is no reconnect storm."""
    websocket: bool = True
    """Whether `websocket` is offered beside `long-polling`."""
    ack: bool = True
    """Whether the acknowledge extension is offered."""
    duplicate_connect_status: int = 500
    """HTTP status of a held /meta/connect that a newer one of the same session ends (CometD's default)."""

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            least = 0 if name in ("interval_ms", "restart_spread_ms") else 1  # a timeout of 0 would be a hot loop
            if not isinstance(value, bool) and value < least:
                raise ValueError(f"{name} must be at least {least}, not {value}")
