"""/meta/disconnect: a client leaves (Bayeux 1.0, section 5.5). Its held /meta/connect is answered and told to stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bayeux.messages import Message, Reply
from bayeux.meta.identity import reply_id, session_of
from bayeux.session import Leaving

if TYPE_CHECKING:
    from bayeux.exchange import Exchange


def disconnect(exchange: Exchange, message: Message) -> None:
    """Drop the session with everything it had; a second time it is unknown."""
    session = session_of(exchange, message)
    if session is None:
        return
    exchange.reply(Reply(channel=message.channel, id=reply_id(message), successful=True, client_id=session.client_id))
    exchange.server.life.drop(session, Leaving.DISCONNECTED)
