"""/meta/connect: a client waits for its messages (Bayeux 1.0, section 5.2).

The first one of a session is answered at once, every later one is held until there is a message, a newer
/meta/connect, the end of the session, or `timeout` has passed. One that came in a batch is never held.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bayeux import errors
from bayeux.exchange import Connect
from bayeux.messages import Message
from bayeux.meta.identity import STOP, refuse, reply_id, session_of

if TYPE_CHECKING:
    from bayeux.exchange import Exchange
    from bayeux.session import Session


def connect(exchange: Exchange, message: Message, alone: bool) -> None:
    """Hold the exchange, or leave it to be answered now."""
    server, options = exchange.server, exchange.server.options
    session = session_of(exchange, message)
    if session is None:
        return
    if message.connection_type is not None and message.connection_type not in server.connection_types:
        refuse(exchange, message, errors.connection_types_unsupported(message.connection_type), STOP)
        return
    session.outgoing.acknowledge(message.ext)
    if session.held is not None:
        session.held.exchange.supersede()
    server.life.move(session, exchange.link)
    wishes = message.advice if isinstance(message.advice, dict) else None
    session.interval_ms, timeout_ms = options.interval_ms, options.timeout_ms
    if wishes:
        session.interval_ms = _milliseconds(wishes.get("interval"), options.interval_ms, options.max_interval_ms)
        timeout_ms = _milliseconds(wishes.get("timeout"), options.timeout_ms, options.timeout_ms)
    waiting = Connect(exchange, session, reply_id(message), advise=bool(wishes) or not session.connected)
    exchange.connects.append(waiting)
    may_hold = alone and session.connected and timeout_ms > 0 and not server.is_stopping and session.leaving is None
    session.connected = True
    if alone:
        session.held = waiting
    if not may_hold or _has_something_to_fetch(session):
        server.life.rest(session, exchange.now_ms)
    else:
        exchange.hold()
        server.life.hold(session, exchange.now_ms + timeout_ms)
        if session.outgoing and not session.sending:
            session.wake()  # a WebSocket that has just taken over pushes what was left


def _has_something_to_fetch(session: Session) -> bool:
    pushed = session.link is not None and not session.outgoing.keeps_until_acknowledged
    return bool(session.outgoing) and not session.sending and not pushed


def _milliseconds(wish: object, default: int, most: int) -> int:
    """The client's wish for this one cycle, within 0 and the server's limit."""
    if isinstance(wish, bool) or not isinstance(wish, (int, float)) or not math.isfinite(wish):
        return default
    return max(0, min(int(wish), most))
