"""/meta/handshake: a client introduces itself and gets a session (Bayeux 1.0, section 5.1).

Every handshake makes a new session; one the client had before is left to expire, with its subscriptions.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import UNSET

from bayeux import errors
from bayeux.extensions import ack
from bayeux.messages import Advice, Message, Reply
from bayeux.meta.identity import STOP, refuse, reply_id

if TYPE_CHECKING:
    from bayeux.exchange import Exchange

VERSION = "1.0"


def handshake(exchange: Exchange, message: Message) -> None:
    """Answer with a new client id, or say why not."""
    server, principal = exchange.server, exchange.principal
    offered = ["long-polling"] if message.supported_connection_types is None else message.supported_connection_types
    if _is_newer_than_ours(message.minimum_version):
        return refuse(exchange, message, errors.version_mismatch(message.minimum_version), STOP)
    if not isinstance(offered, list) or not any(name in server.connection_types for name in offered):
        return refuse(exchange, message, errors.connection_types_unsupported(offered), STOP)
    if server.is_stopping:
        return refuse(exchange, message, errors.SERVER_STOPPING, server.restart_advice("handshake"))
    if not server.life.has_room(principal):
        return refuse(exchange, message, errors.SESSIONS_EXCEEDED, Advice("handshake", interval=5_000))
    verdict = server.policy.can_handshake(principal, message)
    if not verdict:
        error = getattr(verdict, "error", errors.HANDSHAKE_DENIED)
        return refuse(exchange, message, error, getattr(verdict, "advice", None) or STOP)
    return _welcome(exchange, message)


def _welcome(exchange: Exchange, message: Message) -> None:
    server = exchange.server
    with_ack = server.options.ack and ack.is_wanted(message.ext)
    session = server.life.open(exchange.principal, with_ack, exchange.now_ms)
    exchange.reply(
        Reply(
            channel="/meta/handshake",
            id=reply_id(message),
            successful=True,
            client_id=session.client_id,
            version=VERSION,
            minimum_version=VERSION,
            supported_connection_types=server.connection_types,
            advice=server.usual_advice,
            ext={"ack": True} if with_ack else UNSET,
        )
    )


def _is_newer_than_ours(minimum_version: object) -> bool:
    """True if the client insists on more than 1.0; elements are compared one by one as numbers."""
    if not isinstance(minimum_version, str):
        return False
    numbers = [int(digits or 0) for digits in re.findall(r"(?:^|\.)(\d{0,9})", minimum_version[:64])]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return numbers > [1]
