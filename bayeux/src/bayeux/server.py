"""The Bayeux server without any input or output: requests in, answers out, messages to whom they concern.

No sockets, no asyncio, no clock: the shells in `bayeux.asgi` bring requests and the time (`now_ms`, whole
milliseconds of a monotonic clock). Nothing here waits, so one slow client cannot hold up another.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable

from bayeux import channels, errors, messages
from bayeux.exchange import Exchange
from bayeux.lifecycle import Lifecycle, new_client_id
from bayeux.messages import Advice, Message, Reply
from bayeux.meta.connect import connect
from bayeux.meta.disconnect import disconnect
from bayeux.meta.handshake import handshake
from bayeux.meta.identity import STOP, is_id_valid, refuse
from bayeux.meta.publish import publish
from bayeux.meta.subscribe import subscribe, unsubscribe
from bayeux.options import Options
from bayeux.policy import Policy
from bayeux.roster import OnAbsent, OnPresent, Roster
from bayeux.routes import Routes
from bayeux.session import Leaving, Link, Session

_FAREWELL = messages.encode(Reply(channel="/meta/disconnect", successful=True, advice=STOP))
_GOING_AWAY = 1001  # WebSocket close code of a server that stops


class Server:
    """All sessions of one process. Not thread-safe: use it from one event loop.

    `on_present(principal)` is called when a principal's first session opens, `on_absent(principal, reason)` when its
    last is gone; both at once and last of all, so they may use the server. They must not raise.
    """

    def __init__(
        self,
        policy: Policy | None = None,
        options: Options | None = None,
        *,
        on_present: OnPresent | None = None,
        on_absent: OnAbsent | None = None,
        new_client_id: Callable[[], str] = new_client_id,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.policy = policy or Policy()
        self.options = options or Options()
        self.connection_types = ("websocket", "long-polling") if self.options.websocket else ("long-polling",)
        self.roster = Roster(on_present, on_absent)
        self.life = Lifecycle(self.options, self.roster, new_client_id)
        self.routes = Routes(self.policy.is_exact_only)
        self.links: set[Link] = set()
        self.is_stopping = False
        self.usual_advice = Advice("retry", interval=self.options.interval_ms, timeout=self.options.timeout_ms)
        self._chance = chance

    def __len__(self) -> int:
        """Sessions, those included that ended but have not fetched their last messages."""
        return len(self.roster)

    # What an application uses

    def deliver(self, principal: str, channel: str, data: bytes) -> int:
        """Send JSON `data` to every session of a principal that subscribed to the channel, once per session.

        Nobody else gets it, whatever he subscribed to. Returns the number of sessions. Raises ValueError if the
        channel is no name. `data` is not checked: it must be one JSON value in UTF-8.
        """
        return self.deliver_many((principal,), channel, data)

    def deliver_many(self, principals: Iterable[str], channel: str, data: bytes) -> int:
        """`deliver` to several principals; the message is encoded once and its bytes are shared."""
        route = self.routes.to(channel)
        message, patterns, count = route.prefix + data + b"}", route.patterns, 0
        for principal in principals:
            for session in tuple(self.roster.of(principal)):
                if not patterns.isdisjoint(session.subscriptions):
                    self._enqueue(session, message)
                    count += 1
        return count

    def publish(self, channel: str, data: bytes, further_fields: bytes = b"") -> int:
        """Send JSON `data` to every session that subscribed to the channel, whoever it belongs to.

        `further_fields` is `,"name":value…` to be put into the envelope. Returns the number of sessions.
        """
        route = self.routes.to(channel)
        message = route.prefix + data + further_fields + b"}"
        subscribers = self.roster.matching(route.patterns)
        for session in subscribers:
            self._enqueue(session, message)
        return len(subscribers)

    def principals(self) -> frozenset[str]:
        """Everybody with at least one session."""
        return self.roster.principals()

    def is_present(self, principal: str) -> bool:
        """True if the principal has at least one session."""
        return bool(self.roster.of(principal))

    def end(self, principal: str) -> None:
        """Close all sessions of a principal. What is queued is still delivered, then /meta/disconnect."""
        for session in tuple(self.roster.of(principal)):
            self.life.end(session, _FAREWELL)

    def shutdown(self) -> None:
        """Answer every held poll now, close every WebSocket with 1001. Later polls are answered at once."""
        self.is_stopping = True
        for session in self.roster:
            if session.held is not None:
                session.held.exchange.release()
        for link in tuple(self.links):
            link.finish(_GOING_AWAY)

    # What a shell uses

    def receive(
        self, received: list[Message], principal: str | None, now_ms: int, link: Link | None = None
    ) -> Exchange:
        """Carry out a request's messages in order, on behalf of a principal.

        `link` is given by a shell that can push. The exchange is held if it has to wait for its answer.
        """
        exchange = Exchange(self, principal, now_ms, link)
        for message in received:
            if message.channel == "/meta/handshake":
                # Section 5.1: a handshake is the only message of its request, others are ignored.
                received = [message]
                break
        alone = len(received) == 1
        for message in received:
            self._carry_out(exchange, message, alone)
        return exchange

    def expire(self, now_ms: int) -> None:
        """Answer the polls whose time is over and drop the sessions that were silent for too long."""
        self.life.expire(now_ms)

    def restart_advice(self, reconnect: str) -> Advice:
        """Come back, but not all at the same time."""
        wait_ms = int(self._chance() * self.options.restart_spread_ms)
        return Advice(reconnect, interval=wait_ms, timeout=self.options.timeout_ms)

    def _carry_out(self, exchange: Exchange, message: Message, alone: bool) -> None:
        channel = message.channel
        if not message.raw:
            refuse(exchange, message, errors.MESSAGE_INVALID)
        elif channel is None:
            refuse(exchange, message, errors.CHANNEL_MISSING)
        elif not isinstance(channel, str):
            refuse(exchange, message, errors.CHANNEL_INVALID)
        elif not is_id_valid(message, self.options.message_id_length_max):
            message.id = None
            refuse(exchange, message, errors.MESSAGE_ID_INVALID)
        elif channel == "/meta/connect":
            connect(exchange, message, alone)
        elif channel in _HANDLERS:
            _HANDLERS[channel](exchange, message)
        elif channels.is_meta(channel):
            refuse(exchange, message, errors.CHANNEL_UNKNOWN)
        else:
            publish(exchange, message)

    def _enqueue(self, session: Session, message: bytes) -> None:
        if session.leaving is not None:
            return  # a callback of this very fan-out ended it
        if session.outgoing.append(message):
            session.wake()
        else:
            self.life.drop(session, Leaving.OVERFLOWED)


_HANDLERS: dict[str, Callable[[Exchange, Message], None]] = {
    "/meta/handshake": handshake,
    "/meta/subscribe": subscribe,
    "/meta/unsubscribe": unsubscribe,
    "/meta/disconnect": disconnect,
}
