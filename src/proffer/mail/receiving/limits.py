"""How much one peer, one session and one mail may ask of the listener."""

from __future__ import annotations

from proffer.record import Struct

__all__ = ["Limits"]


class Limits(Struct, frozen=True, kw_only=True):
    """Every limit of a listener, with its unit in its name. LMTP takes the same: RFC 2033 asks for no others."""

    message_bytes_max: int = 25 * 1024 * 1024  # contract 12.8, maximum-msg-size; more is 552 5.3.4
    recipients_max: int = 100  # per mail, RFC 5321 4.5.3.1.8 asks for 100 at least; the rest is told 452 4.5.3
    command_line_bytes_max: int = 2048  # RFC 5321 4.5.3.1.4 says 512 plus parameters; we are lenient
    bad_commands_max: int = 20  # per session: unknown or malformed ones, then 421
    idle_commands_max: int = 1000  # between two mails: NOOP, RSET, VRFY, HELP, EHLO, then 421
    received_headers_max: int = 100  # RFC 5321 6.3: a mail that went through more hosts is looping
    connections_max: int = 500
    connections_per_peer_max: int = 50
    command_idle_seconds_max: float = 300.0  # RFC 5321 4.5.3.2.7
    data_idle_seconds_max: float = 180.0  # RFC 5321 4.5.3.2.5
    session_seconds_max: float = 3600.0
    tls_handshake_seconds_max: float = 60.0
    memory_bytes_max: int = 64 * 1024  # a message longer than this goes to its spool while it comes in
    unwritten_bytes_max: int = 512 * 1024  # reading pauses while more than this waits for the disk
