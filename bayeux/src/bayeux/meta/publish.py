"""Everything that is not /meta: a client publishes (Bayeux 1.0, section 6), if the policy lets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from bayeux import channels, errors
from bayeux.messages import Message, Reply, further_fields
from bayeux.meta.identity import refuse, reply_id, session_of

if TYPE_CHECKING:
    from bayeux.exchange import Exchange


def publish(exchange: Exchange, message: Message) -> None:
    """Hand the message to everybody who subscribed, its publisher included; /service only to the application."""
    server, channel = exchange.server, message.channel
    session = session_of(exchange, message)
    if session is None:
        return
    options = server.options
    if not channels.is_name(channel) or not channels.is_within(
        channel, options.channel_length_max, options.channel_depth_max
    ):
        return refuse(exchange, message, errors.CHANNEL_INVALID)
    verdict = server.policy.can_publish(session.principal, channel)
    if not verdict:
        return refuse(exchange, message, getattr(verdict, "error", errors.PUBLISH_DENIED))
    if message.data is UNSET:
        return refuse(exchange, message, errors.DATA_MISSING)
    server.life.refresh(session, exchange.now_ms)
    exchange.reply(Reply(channel=channel, id=reply_id(message), successful=True))
    if channels.is_service(channel):
        server.policy.received(session.principal, session.client_id, channel, bytes(message.data))
    else:
        server.publish(channel, bytes(message.data), further_fields(message))
