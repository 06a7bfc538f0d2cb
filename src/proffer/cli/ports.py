"""Is a port free? Asked before the server starts, to name the option that helps."""

from __future__ import annotations

import errno
import socket

from proffer.cli.failure import OUT_OF_REACH, Failed


def check_free(host: str, port: int, option: str) -> None:
    """Raises Failed if nobody can listen there now. Port 0 is always free."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise Failed(f"{host} is no address of this machine: {error.strerror}", code=OUT_OF_REACH) from None
    for family, kind, protocol, _, address in found:
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does: TIME_WAIT is no obstacle
            try:
                probe.bind(address)
                probe.listen(1)
            except OSError as error:
                raise Failed(_words(error, host, port, option), code=OUT_OF_REACH) from None


def _words(error: OSError, host: str, port: int, option: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is taken by another program; choose one with {option} (0: any free one)"
    return f"cannot listen at {host}, port {port}: {error.strerror}; see {option}"
