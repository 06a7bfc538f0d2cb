"""A server without sockets, a clock one can turn, and clients that say what a test wants them to say."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

from bayeux import Leaving, OpenPolicy, Options, Policy, Server
from bayeux.exchange import Exchange
from bayeux.messages import decode
from bayeux.session import Link, Session

Json = dict[str, Any]


class Scene:
    """Clients may publish unless another policy is given; options may be set by name."""

    def __init__(self, policy: Policy | None = None, **options: Any) -> None:
        self.now = 1_000
        self.presence: list[tuple[str, ...]] = []
        ids = count(1)
        self.server = Server(
            policy or OpenPolicy(),
            Options(**options),
            on_present=lambda principal: self.presence.append((principal, "present")),
            on_absent=lambda principal, reason: self.presence.append((principal, reason.value)),
            new_client_id=lambda: f"client{next(ids)}",
            chance=lambda: 0.5,
        )

    def say(self, *messages: Any, who: str | None = "ada", link: Link | None = None) -> Exchange:
        """One request; its exchange may be held."""
        return self.server.receive(decode(json.dumps(messages)), who, self.now, link)

    def ask(self, *messages: Any, who: str | None = "ada") -> list[Json]:
        """One request that must be answered at once."""
        exchange = self.say(*messages, who=who)
        assert not exchange.is_held
        return self.read(exchange)

    def read(self, exchange: Exchange, written: bool = True) -> list[Json]:
        """The answer of an exchange, as the client gets it (or does not)."""
        assert not exchange.is_held
        body: list[Json] = json.loads(exchange.answer(self.now).body())
        exchange.settle(written, self.now)
        return body

    def wait(self, milliseconds: int) -> None:
        """Time passes."""
        self.now += milliseconds
        self.server.expire(self.now)

    def client(self, who: str | None = "ada", *patterns: str, **fields: Any) -> Client:
        """Somebody who has shaken hands, polled once and subscribed."""
        client = Client(self, who)
        client.handshake(**fields)
        client.poll()
        if patterns:
            assert client.subscribe(*patterns)["successful"]
        return client


class Client:
    """One session as its client sees it."""

    def __init__(self, scene: Scene, who: str | None) -> None:
        self.scene = scene
        self.who = who
        self.id = ""
        self.link: Link | None = None

    def handshake(self, **fields: Any) -> Json:
        usual = {"channel": "/meta/handshake", "version": "1.0", "supportedConnectionTypes": ["long-polling"]}
        (reply,) = self.scene.ask({**usual, **fields}, who=self.who)
        self.id = reply.get("clientId", "")
        return reply

    def message(self, channel: str, **fields: Any) -> Json:
        """An envelope of this client."""
        return {"channel": channel, "clientId": self.id, **fields}

    def ask(self, channel: str, **fields: Any) -> Json:
        """One message, one reply."""
        (reply,) = self.scene.ask(self.message(channel, **fields), who=self.who)
        return reply

    def subscribe(self, *patterns: str) -> Json:
        return self.ask("/meta/subscribe", subscription=list(patterns))

    def publish(self, channel: str, data: Any, **fields: Any) -> Json:
        return self.ask(channel, data=data, **fields)

    def connect(self, **fields: Any) -> Exchange:
        """A /meta/connect alone in its request."""
        message = self.message("/meta/connect", connectionType="long-polling", **fields)
        return self.scene.say(message, who=self.who, link=self.link)

    def hold(self, **fields: Any) -> Exchange:
        """A poll that has to wait."""
        exchange = self.connect(**fields)
        assert exchange.is_held
        return exchange

    def poll(self, **fields: Any) -> list[Json]:
        """What a poll brings at once."""
        return self.scene.read(self.connect(**fields))

    def fetch(self, **fields: Any) -> list[Any]:
        """The data a poll brings, waiting no longer than nothing."""
        return data_of(self.poll(advice={"timeout": 0}, **fields))


class Socket:
    """A link that keeps what was pushed; it writes when the test says so."""

    def __init__(self) -> None:
        self.dirty: list[Session] = []
        self.forgotten: list[Session] = []
        self.closed_with: int | None = None
        self.hurried = False

    def wake(self, session: Session) -> None:
        self.dirty.append(session)

    def forget(self, session: Session) -> None:
        self.forgotten.append(session)

    def hurry(self) -> None:
        self.hurried = True

    def finish(self, code: int) -> None:
        self.closed_with = code

    def push(self, written: bool = True) -> list[Any]:
        """Write what is pending; returns its data."""
        pushed: list[Any] = []
        while self.dirty:
            session = self.dirty.pop(0)
            if session.link is self:
                taken = session.take()
                session.settle(taken, written)
                pushed += [json.loads(message)["data"] for message in taken]
                if not written:
                    self.dirty.clear()
        return pushed


def data_of(answer: list[Json]) -> list[Any]:
    """The data of an answer's messages, without the replies."""
    return [message["data"] for message in answer if "successful" not in message]


def reply_of(answer: list[Json]) -> Json:
    """The last element: the reply to /meta/connect."""
    return answer[-1]


__all__ = ["Client", "Json", "Leaving", "Scene", "Socket", "data_of", "reply_of"]
