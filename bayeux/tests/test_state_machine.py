"""Sessions against a simple model: messages come in order, once per session, and none is lost.

Clients poll, leave in every way, change to a WebSocket and back; answers are written or not. The model is a list of
what each client should have got.
"""

from __future__ import annotations

import json
from typing import Any

from bayeux_scene import Client, Scene, Socket, data_of
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bayeux import channels
from bayeux.exchange import Exchange

PATTERNS = ["/a", "/a/*", "/a/**", "/**", "/b"]
CHANNELS = ["/a", "/a/x", "/a/x/y", "/b"]
WHO = st.integers(0, 2)


class Expectation:
    """One client, what it is owed, and what it got."""

    def __init__(self, client: Client, acknowledges: bool) -> None:
        self.client = client
        self.acknowledges = acknowledges
        self.patterns: set[str] = set()
        self.owed: list[int] = []
        self.got: list[int] = []
        self.ack = 0
        self.poll: Exchange | None = None
        self.under_way: list[tuple[Exchange, list[int], int, bool]] = []  # answered, not settled; still awaited?
        self.socket: Socket | None = None

    def give_up_waiting(self) -> None:
        """The client polls anew: an answer under way does not reach it any more."""
        self.under_way = [(poll, data, ack, False) for poll, data, ack, _ in self.under_way]

    def take(self, data: list[int]) -> None:
        """With acknowledgements what was not acknowledged comes again, from its beginning."""
        if self.acknowledges and data:
            self.got = self.got[: self.owed.index(data[0])]
        self.got += data


class Sessions(RuleBasedStateMachine):
    @initialize()
    def start(self) -> None:
        self.scene = Scene(timeout_ms=1_000, max_interval_ms=100_000)
        self.number = 0
        self.all: list[Expectation] = []
        for who, acknowledges in (("ada", False), ("ada", True), ("bob", False)):
            client = Client(self.scene, who)
            client.handshake(ext={"ack": acknowledges})
            expectation = Expectation(client, acknowledges)
            self.all.append(expectation)
            self.connect(len(self.all) - 1)
            self.subscribe(len(self.all) - 1, "/a/**")

    @rule(who=WHO, pattern=st.sampled_from(PATTERNS))
    def subscribe(self, who: int, pattern: str) -> None:
        self.all[who].client.subscribe(pattern)
        self.all[who].patterns.add(pattern)

    @rule(who=WHO, pattern=st.sampled_from(PATTERNS))
    def unsubscribe(self, who: int, pattern: str) -> None:
        self.all[who].client.ask("/meta/unsubscribe", subscription=pattern)
        self.all[who].patterns.discard(pattern)

    @rule(who=st.sampled_from(["ada", "bob"]), channel=st.sampled_from(CHANNELS))
    def deliver(self, who: str, channel: str) -> None:
        self._sent(self.scene.server.deliver(who, channel, b"%d" % self.number), channel, who)

    @rule(channel=st.sampled_from(CHANNELS))
    def publish(self, channel: str) -> None:
        self._sent(self.scene.server.publish(channel, b"%d" % self.number), channel, None)

    @rule(who=WHO)
    def connect(self, who: int) -> None:
        one = self.all[who]
        one.give_up_waiting()
        one.client.link = one.socket
        newer = one.client.connect(ext={"ack": one.ack})
        if one.poll is not None:
            answer = one.poll.answer(self.scene.now)
            assert (answer.status, answer.messages) == (500, [])
        one.poll = newer

    @rule(who=WHO)
    def answer(self, who: int) -> None:
        """The server starts to write."""
        one = self.all[who]
        if one.poll is None or one.poll.is_held:
            return
        poll, one.poll = one.poll, None
        answer = json.loads(poll.answer(self.scene.now).body())
        assert answer[-1]["successful"] is True
        one.under_way.append((poll, data_of(answer), answer[-1].get("ext", {}).get("ack", 0), True))

    @rule(who=WHO, written=st.booleans(), arrives=st.booleans())
    def settle(self, who: int, written: bool, arrives: bool) -> None:
        """The answer arrives, or is lost: the server may know (not written) or, with acknowledgements, not."""
        one = self.all[who]
        if not one.under_way:
            return
        poll, data, ack, awaited = one.under_way.pop(0)
        if not one.acknowledges:
            written = arrives = written and awaited
        poll.settle(written, self.scene.now)
        if arrives and awaited:
            one.take(data)
            one.ack = ack

    @rule(who=WHO)
    def leave(self, who: int) -> None:
        one = self.all[who]
        one.give_up_waiting()
        if one.poll is not None:
            one.poll.gone(self.scene.now)
            one.poll = None

    @rule(who=WHO)
    def change_transport(self, who: int) -> None:
        self.leave(who)
        self.all[who].socket = None if self.all[who].socket else Socket()
        self.connect(who)

    @rule(who=WHO, written=st.booleans())
    def push(self, who: int, written: bool) -> None:
        one = self.all[who]
        if one.socket is not None:
            pushed = one.socket.push(written)
            if written:
                one.take(pushed)
            else:  # the socket is closed
                self.leave(who)
                one.socket = None
                self.connect(who)

    @rule(milliseconds=st.integers(1, 1_500))
    def wait(self, milliseconds: int) -> None:
        self.scene.wait(milliseconds)

    @invariant()
    def what_came_is_the_beginning_of_what_is_owed(self) -> None:
        for one in getattr(self, "all", []):
            assert one.got == one.owed[: len(one.got)]

    @invariant()
    def nobody_waits_while_there_is_something_for_him(self) -> None:
        for one in getattr(self, "all", []):
            session = self.scene.server.roster.find(one.client.id, one.client.who)
            assert session is not None
            if one.poll is not None and one.poll.is_held and not session.sending and not one.acknowledges:
                assert not session.outgoing or (one.socket is not None and session in one.socket.dirty)

    def teardown(self) -> None:
        """At last everybody polls in peace and has got everything."""
        for who, one in enumerate(getattr(self, "all", [])):
            one.socket = None
            while one.under_way:
                self.settle(who, False, False)
            for _ in range(3):
                self.leave(who)
                self.connect(who)
                self.answer(who)
                self.settle(who, True, True)
            assert one.got == one.owed

    def _sent(self, count: int, channel: str, who: str | None) -> None:
        reached = [
            one
            for one in self.all
            if who in (None, one.client.who) and one.patterns.intersection(channels.matching(channel))
        ]
        assert count == len(reached), "once per session"
        for one in reached:
            one.owed.append(self.number)
        self.number += 1


Sessions.TestCase.settings = settings(max_examples=120, stateful_step_count=50, deadline=None)
TestSessions: Any = Sessions.TestCase
