"""/meta/subscribe and /meta/unsubscribe (Bayeux 1.0, sections 5.3 and 5.4): one name or pattern, or several.

All of them or none: one that is refused refuses the whole message, and nothing but this message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bayeux import channels, errors
from bayeux.messages import Message, Reply
from bayeux.meta.identity import refuse, reply_id, session_of

if TYPE_CHECKING:
    from bayeux.exchange import Exchange
    from bayeux.session import Session


def subscribe(exchange: Exchange, message: Message) -> None:
    """Add subscriptions; one that exists already is no error."""
    session = session_of(exchange, message)
    if session is None:
        return
    patterns = _patterns(message)
    error = _error_of_form(exchange, patterns) or _error_of_policy(exchange, session, patterns)
    if error is not None:
        refuse(exchange, message, error)
    else:
        exchange.server.roster.subscribe(session, patterns)
        _confirm(exchange, session, message)


def unsubscribe(exchange: Exchange, message: Message) -> None:
    """Remove subscriptions; one that does not exist is no error."""
    session = session_of(exchange, message)
    if session is None:
        return
    patterns = _patterns(message)
    error = _error_of_form(exchange, patterns)
    if error is not None:
        refuse(exchange, message, error)
    else:
        exchange.server.roster.unsubscribe(session, patterns)
        _confirm(exchange, session, message)


def _confirm(exchange: Exchange, session: Session, message: Message) -> None:
    exchange.server.life.refresh(session, exchange.now_ms)
    exchange.reply(
        Reply(
            channel=message.channel,
            id=reply_id(message),
            successful=True,
            client_id=session.client_id,
            subscription=message.subscription,
        )
    )


def _patterns(message: Message) -> list[Any]:
    wanted = message.subscription
    if wanted is None:
        return []
    return list(wanted) or [None] if isinstance(wanted, list) else [wanted]


def _error_of_form(exchange: Exchange, patterns: list[Any]) -> str | None:
    options = exchange.server.options
    if not patterns:
        return errors.SUBSCRIPTION_MISSING
    for pattern in patterns:
        if not isinstance(pattern, str) or not channels.is_pattern(pattern):
            return errors.SUBSCRIPTION_INVALID
        if not channels.is_within(pattern, options.channel_length_max, options.channel_depth_max):
            return errors.SUBSCRIPTION_INVALID
    return None


def _error_of_policy(exchange: Exchange, session: Session, patterns: list[Any]) -> str | None:
    server = exchange.server
    if any(channels.is_meta(pattern) or channels.is_service(pattern) for pattern in patterns):
        return errors.SUBSCRIPTION_DENIED
    if len(session.subscriptions.union(patterns)) > server.options.subscriptions_max:
        return errors.SUBSCRIPTIONS_EXCEEDED
    for pattern in patterns:
        verdict = server.policy.can_subscribe(session.principal, pattern)
        if not verdict:
            return getattr(verdict, "error", errors.SUBSCRIPTION_DENIED)
    return None
