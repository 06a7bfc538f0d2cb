"""How sessions begin, stay alive, change connection and end."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from bayeux.deadlines import Deadlines
from bayeux.extensions.ack import AcknowledgedOutgoing
from bayeux.options import Options
from bayeux.outgoing import Outgoing
from bayeux.roster import Roster
from bayeux.session import Leaving, Link, Session

NORMAL_CLOSURE = 1000  # WebSocket close code after a farewell


def new_client_id() -> str:
    """160 random bits as 40 alphanumeric characters (section 3.3 asks for 128)."""
    return secrets.token_hex(20)


class Lifecycle:
    """The only place where sessions enter and leave the roster and the deadlines."""

    def __init__(self, options: Options, roster: Roster, new_client_id: Callable[[], str]) -> None:
        self.deadlines = Deadlines()
        self._options = options
        self._roster = roster
        self._new_client_id = new_client_id

    def has_room(self, principal: str | None) -> bool:
        """True if one more session of this principal is within the limits."""
        mine = 0 if principal is None else len(self._roster.of(principal))
        return len(self._roster) < self._options.sessions_max and mine < self._options.sessions_per_principal_max

    def open(self, principal: str | None, with_ack: bool, now_ms: int) -> Session:
        """A new session."""
        make = AcknowledgedOutgoing if with_ack else Outgoing
        outgoing = make(self._options.queue_messages_max, self._options.queue_bytes_max)
        session = Session(self._new_client_id(), principal, outgoing)
        session.interval_ms = self._options.interval_ms
        self.hold(session, now_ms + session.interval_ms + self._options.max_interval_ms)
        self._roster.add(session)
        return session

    def move(self, session: Session, link: Link | None) -> None:
        """The session's last /meta/connect came by this link; None: by a poll."""
        before, session.link = session.link, link
        if before is not None and before is not link:
            before.forget(session)

    def hold(self, session: Session, until_ms: int) -> None:
        """Nothing happens to the session until then; if a poll is held, that is when its answer is due."""
        self.deadlines.set(session, until_ms)

    def rest(self, session: Session, now_ms: int) -> None:
        """No poll is held: the session expires after interval + max-interval. Nothing happens to one that is over."""
        if session in self._roster:
            self.deadlines.set(session, now_ms + session.interval_ms + self._options.max_interval_ms)

    def refresh(self, session: Session, now_ms: int) -> None:
        """Any message is a sign of life: it moves the expiry at least to now + max-interval."""
        expires_ms = now_ms + self._options.max_interval_ms
        if session.held is None and expires_ms > session.deadline_ms:
            self.deadlines.set(session, expires_ms)

    def expire(self, now_ms: int) -> None:
        """Release the polls whose time is over; drop the sessions that were silent for too long."""
        for session in self.deadlines.due(now_ms):
            held = session.held
            if held is not None and not held.overdue:
                held.overdue = True  # its shell has max-interval to answer
                self.rest(session, now_ms)
                held.exchange.release()
            else:
                self.drop(session, Leaving.EXPIRED)

    def end(self, session: Session, farewell: bytes) -> None:
        """The application closes the session: what is queued may still be fetched, last of all the farewell."""
        session.leaving = Leaving.ENDED
        session.outgoing.append(farewell)
        session.wake()
        if session.held is not None:
            session.held.exchange.release()
        if session.link is not None:
            session.link.finish(NORMAL_CLOSURE)
        self._roster.retire(session, Leaving.ENDED)

    def drop(self, session: Session, reason: Leaving) -> None:
        """The session is over, with everything it had; its held poll is answered."""
        is_news = session.leaving is None
        if is_news:
            session.leaving = reason
        self.forget(session)
        session.outgoing.clear()
        if session.held is not None:
            session.held.exchange.release()
        link, session.link = session.link, None
        if link is not None:
            link.forget(session)
            if reason is Leaving.OVERFLOWED:
                link.hurry()
        if is_news:
            self._roster.retire(session, reason)  # last, because it calls the application

    def forget(self, session: Session) -> None:
        """Its client id is unknown from now on."""
        self.deadlines.remove(session)
        self._roster.remove(session)
