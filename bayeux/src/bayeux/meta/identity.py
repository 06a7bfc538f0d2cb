"""Whose message is this: its id, and the session it speaks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET, UnsetType

from bayeux import errors
from bayeux.messages import Advice, Message, Reply

if TYPE_CHECKING:
    from bayeux.exchange import Exchange
    from bayeux.session import Session

MessageId = str | int | float | UnsetType

START_AGAIN = Advice(reconnect="handshake", interval=0)
STOP = Advice(reconnect="none")


def reply_id(message: Message) -> MessageId:
    """The id to echo: as it came, numbers too; many clients send none."""
    value = message.id
    return value if isinstance(value, (str, int, float)) and not isinstance(value, bool) else UNSET


def is_id_valid(message: Message, length_max: int) -> bool:
    """True for no id, a number, or a string that is not too long."""
    value = message.id
    if isinstance(value, str):
        return len(value) <= length_max
    return value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))


def session_of(exchange: Exchange, message: Message) -> Session | None:
    """The session this one message may speak for; if there is none, that is already answered.

    Each message of a batch is asked for its own clientId. Unknown, expired and somebody else's look the same.
    """
    session = exchange.server.roster.find(message.client_id, exchange.principal)
    if session is None or (session.leaving is not None and message.channel != "/meta/connect"):
        refuse(exchange, message, errors.SESSION_UNKNOWN, START_AGAIN)
        return None
    return session


def refuse(exchange: Exchange, message: Message, error: str, advice: Advice | None = None) -> None:
    """Answer one message with an error; the others of its batch are not affected."""
    channel = message.channel if isinstance(message.channel, str) else UNSET
    subscription = message.subscription if channel in ("/meta/subscribe", "/meta/unsubscribe") else UNSET
    exchange.reply(
        Reply(
            channel=channel,
            id=reply_id(message),
            successful=False,
            subscription=UNSET if subscription is None else subscription,
            error=error,
            advice=UNSET if advice is None else advice,
        )
    )
