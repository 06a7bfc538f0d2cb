"""One request of a client and its one answer, which may have to wait.

HELD → RELEASED → ANSWERED → SETTLED; a request that need not wait starts as RELEASED. Only a request that is a
/meta/connect and nothing else is ever held. The shell sets `on_release`, calls `answer` when it can write, and
`settle` when it has written or could not; or `gone` when the client left while the request was held.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING

from msgspec import UNSET, Struct, UnsetType

from bayeux import errors, messages
from bayeux.messages import Advice, Reply
from bayeux.meta.identity import START_AGAIN, STOP
from bayeux.session import Leaving, Link, Session

if TYPE_CHECKING:
    from bayeux.server import Server


class Stage(Enum):
    """Where an exchange stands."""

    HELD = 1
    RELEASED = 2
    ANSWERED = 3
    SETTLED = 4


HELD, RELEASED, ANSWERED, SETTLED = Stage  # looked up several times for each message: a class's member costs more


class Connect:
    """A /meta/connect that is not answered yet."""

    __slots__ = ("advise", "exchange", "id", "overdue", "session", "taken")

    def __init__(self, exchange: Exchange, session: Session, id: str | int | float | UnsetType, advise: bool) -> None:
        self.exchange = exchange
        self.session = session
        self.id = id
        self.advise = advise
        self.overdue = False  # its time is over and the shell has not answered yet
        self.taken: list[bytes] = []


class Answer(Struct):
    """What to write: messages first, then the replies, the one to /meta/connect last."""

    status: int
    messages: list[bytes]
    replies: list[bytes]

    def body(self) -> bytes:
        """All in one JSON array."""
        return messages.array(self.messages + self.replies)


class Exchange:
    """Made by `Server.receive`; its `replies` are complete but for those to /meta/connect."""

    __slots__ = ("connects", "link", "now_ms", "on_release", "principal", "replies", "server", "stage", "status")

    def __init__(self, server: Server, principal: str | None, now_ms: int, link: Link | None) -> None:
        self.server = server
        self.principal = principal
        self.now_ms = now_ms
        self.link = link
        self.on_release: Callable[[], None] | None = None
        self.replies: list[bytes] = []
        self.connects: list[Connect] = []
        self.stage: Stage = RELEASED
        self.status = 200

    @property
    def is_held(self) -> bool:
        """True while the answer has to wait."""
        return self.stage is HELD

    @property
    def delivers(self) -> bool:
        """True if the answer may carry messages, so that it matters whether the client is still there."""
        return bool(self.connects)

    def reply(self, reply: Reply) -> None:
        """Add one finished reply."""
        self.replies.append(messages.encode(reply))

    def hold(self) -> None:
        """The one /meta/connect of this request waits."""
        self.stage = HELD

    def release(self) -> None:
        """The wait is over: tell the shell, once."""
        if self.stage is HELD:
            self.stage = RELEASED
            on_release, self.on_release = self.on_release, None
            if on_release is not None:
                on_release()

    def supersede(self) -> None:
        """A newer /meta/connect of the same session takes over: this one gets an error status and no messages."""
        connect = self.connects.pop()
        connect.session.held = None
        self.status = self.server.options.duplicate_connect_status
        self.reply(Reply(channel="/meta/connect", id=connect.id, successful=False, error=errors.CONNECT_SUPERSEDED))
        self.release()

    def answer(self, now_ms: int) -> Answer:
        """Take the messages and close the exchange. Write it now, without waiting for anything, and `settle`."""
        if self.stage is not RELEASED:
            raise RuntimeError(f"an exchange that is {self.stage.name} cannot be answered")
        self.stage = ANSWERED
        taken: list[bytes] = []
        for connect in self.connects:
            taken += self._close(connect, now_ms)
        return Answer(self.status, taken, self.replies)

    def settle(self, written: bool, now_ms: int, messages_written: int = 0) -> None:
        """The answer was written as far as one can know, or could not be: its messages are then next again.

        `messages_written`: so many of them, the first ones, had left before the rest could not be written.
        """
        if self.stage is not ANSWERED:
            return
        self.stage = SETTLED
        for connect in self.connects:
            session, left = connect.session, connect.taken[messages_written:]
            messages_written = max(0, messages_written - len(connect.taken))
            session.settle(left or connect.taken, written or not left)
            if session.leaving is Leaving.ENDED and written and not session.outgoing:
                self.server.life.forget(session)
            elif session.held is None:
                self.server.life.rest(session, now_ms)
        self.connects.clear()  # each knows its exchange: without this only the garbage collector would find them

    def gone(self, now_ms: int) -> None:
        """The client left before the answer: nothing was taken, its session goes on and may expire."""
        if self.stage not in (HELD, RELEASED):
            return
        self.stage = SETTLED
        for connect in self.connects:
            if connect.session.held is connect:
                connect.session.held = None
                self.server.life.rest(connect.session, now_ms)
        self.connects.clear()

    def _close(self, connect: Connect, now_ms: int) -> list[bytes]:
        session = connect.session
        if session.held is connect:
            session.held = None
        if session.leaving is None or session.leaving is Leaving.ENDED:
            connect.taken = session.take()
            self.server.life.rest(session, now_ms)
        self.reply(connect_reply(self.server, connect))
        return connect.taken


def connect_reply(server: Server, connect: Connect) -> Reply:
    """The answer to a /meta/connect, as its session stands now."""
    session = connect.session
    if session.leaving in (Leaving.EXPIRED, Leaving.OVERFLOWED):
        return Reply(
            channel="/meta/connect",
            id=connect.id,
            successful=False,
            error=errors.SESSION_UNKNOWN,
            advice=START_AGAIN,
        )
    advice: Advice | UnsetType = server.usual_advice if connect.advise else UNSET
    if session.leaving is not None:
        advice = STOP
    elif server.is_stopping:
        advice = server.restart_advice("retry")
    ext = session.outgoing.ext()
    return Reply(
        channel="/meta/connect",
        id=connect.id,
        successful=True,
        client_id=session.client_id,
        advice=advice,
        ext=UNSET if ext is None else ext,
    )
