"""One client of the server, from its handshake until it leaves, is lost, or is sent away."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from bayeux.extensions.ack import AcknowledgedOutgoing
from bayeux.outgoing import Outgoing

if TYPE_CHECKING:
    from bayeux.exchange import Connect


class Leaving(Enum):
    """Why a session is over."""

    DISCONNECTED = "disconnected"
    """The client said so (/meta/disconnect)."""
    EXPIRED = "expired"
    """No /meta/connect for interval + max-interval."""
    OVERFLOWED = "overflowed"
    """Its undelivered messages passed the limit."""
    ENDED = "ended"
    """The application closed it (`Server.end`)."""


class Link(Protocol):
    """A connection on which messages can be pushed at any time: a WebSocket. Its shell implements this."""

    def wake(self, session: Session) -> None:
        """The session has something to send. Must not block and must not call back."""

    def forget(self, session: Session) -> None:
        """The session is over or lives on another connection now."""

    def hurry(self) -> None:
        """A session overflowed here: give the connection up if what is being written now does not go through soon."""

    def finish(self, code: int) -> None:
        """Write what is pending, for a short time, then close with this WebSocket code."""


class Session:
    """State NEW → CONNECTED → over. Only `server`, `meta/` and the exchange change it."""

    __slots__ = (
        "client_id", "connected", "deadline_ms", "held", "interval_ms", "leaving", "link", "outgoing",
        "principal", "scheduled_ms", "sending", "subscriptions",
    )  # fmt: skip

    def __init__(self, client_id: str, principal: str | None, outgoing: Outgoing | AcknowledgedOutgoing) -> None:
        self.client_id = client_id
        self.principal = principal
        self.outgoing = outgoing
        self.subscriptions: set[str] = set()
        self.connected = False  # the first /meta/connect is answered at once
        self.held: Connect | None = None  # the one /meta/connect that is not answered yet
        self.link: Link | None = None  # the WebSocket of the last /meta/connect, if it came by one
        self.sending = False  # messages are on their way out: nobody else may take the next ones
        self.leaving: Leaving | None = None
        self.interval_ms = 0  # of this cycle: the client may ask for another
        self.deadline_ms = 0  # when held: the answer is due; else: the session expires
        self.scheduled_ms: int | None = None  # where `Deadlines` has it

    def wake(self) -> None:
        """Something is waiting in `outgoing`: push it, or let the held /meta/connect fetch it."""
        link = self.link
        if link is not None and not self.outgoing.keeps_until_acknowledged:
            link.wake(self)
        elif self.held is not None:
            self.held.exchange.release()

    def take(self) -> list[bytes]:
        """Messages for one response or frame. They come back with `settle`."""
        if self.sending:
            return []
        taken = self.outgoing.take()
        self.sending = bool(taken) and not self.outgoing.keeps_until_acknowledged
        return taken

    def settle(self, taken: Sequence[bytes], written: bool) -> None:
        """The response with these messages was written, or could not be: then they are next again."""
        if not self.sending or not taken:
            return
        self.sending = False
        if self.leaving is None or self.leaving is Leaving.ENDED:
            if not written:
                self.outgoing.restore(taken)
            if self.outgoing:
                self.wake()
