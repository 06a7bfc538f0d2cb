"""Everything that is not /meta: a client publishes (Bayeux 1.0, section 6), if the policy lets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from bayeux import channels, errors
from bayeux.messages import Message, Reply, further_fields
from bayeux.meta.identity import refuse, reply_id, session_of

if TYPE_CHECKING:
    from bayeux.exchange import Exchange
    from bayeux.session import Session


def publish(exchange: Exchange, message: Message) -> None:
    """Hand the message to everybody who subscribed, its publisher included; /service only to the application."""
    server, channel = exchange.server, message.channel
    session = session_of(exchange, message)
    if session is None:
        return
    error = _error(exchange, session, message)
    if error is not None:
        refuse(exchange, message, error)
        return
    server.life.refresh(session, exchange.now_ms)
    exchange.reply(Reply(channel=channel, id=reply_id(message), successful=True))
    assert message.data is not UNSET  # or there was an error
    data = bytes(message.data)
    if channels.is_service(channel):
        server.policy.received(session.principal, session.client_id, channel, data)
    else:
        server.publish(channel, data, further_fields(message))


def _error(exchange: Exchange, session: Session, message: Message) -> str | None:
    server, channel = exchange.server, message.channel
    limits = server.options
    if not channels.is_name(channel):
        return errors.CHANNEL_INVALID
    if not channels.is_within(channel, limits.channel_length_max, limits.channel_depth_max):
        return errors.CHANNEL_INVALID
    verdict = server.policy.can_publish(session.principal, channel)
    if not verdict:
        return getattr(verdict, "error", errors.PUBLISH_DENIED)
    return errors.DATA_MISSING if message.data is UNSET else None
