"""Who is here: sessions by client id, by principal and by subscription, and who came or went."""

from collections.abc import Callable, Collection, Iterable, Iterator

from bayeux.session import Leaving, Session

OnPresent = Callable[[str], None]
OnAbsent = Callable[[str, Leaving], None]


class Roster:
    """Sessions that ended but still have messages to fetch are found by client id only."""

    def __init__(self, on_present: OnPresent | None, on_absent: OnAbsent | None) -> None:
        self.on_present = on_present
        self.on_absent = on_absent
        self._by_client_id: dict[str, Session] = {}
        self._by_principal: dict[str, dict[Session, None]] = {}
        self._by_pattern: dict[str, dict[Session, None]] = {}

    def __len__(self) -> int:
        return len(self._by_client_id)

    def __iter__(self) -> Iterator[Session]:
        return iter(tuple(self._by_client_id.values()))

    def __contains__(self, session: Session) -> bool:
        return session.client_id in self._by_client_id

    def find(self, client_id: object, principal: str | None) -> Session | None:
        """The session, if it exists and belongs to this principal."""
        session = self._by_client_id.get(client_id) if isinstance(client_id, str) else None
        return session if session is not None and session.principal == principal else None

    def of(self, principal: str) -> Collection[Session]:
        """The live sessions of a principal."""
        return self._by_principal.get(principal, ())

    def principals(self) -> frozenset[str]:
        """Everybody with at least one live session."""
        return frozenset(self._by_principal)

    def matching(self, patterns: Iterable[str]) -> list[Session]:
        """Each live session with any of these subscriptions, once."""
        found = [self._by_pattern[pattern] for pattern in patterns if pattern in self._by_pattern]
        if len(found) == 1:
            return list(found[0])
        return list({session: None for sessions in found for session in sessions})

    def add(self, session: Session) -> None:
        """A session opened. Calls `on_present` if it is its principal's first."""
        self._by_client_id[session.client_id] = session
        if session.principal is None:
            return
        sessions = self._by_principal.setdefault(session.principal, {})
        sessions[session] = None
        if len(sessions) == 1 and self.on_present is not None:
            self.on_present(session.principal)

    def subscribe(self, session: Session, patterns: Iterable[str]) -> None:
        """Add subscriptions; those it has stay."""
        for pattern in patterns:
            session.subscriptions.add(pattern)
            self._by_pattern.setdefault(pattern, {})[session] = None

    def unsubscribe(self, session: Session, patterns: Iterable[str]) -> None:
        """Remove subscriptions; those it has not are ignored."""
        for pattern in patterns:
            session.subscriptions.discard(pattern)
            subscribers = self._by_pattern.get(pattern, {})
            subscribers.pop(session, None)
            if not subscribers:
                self._by_pattern.pop(pattern, None)

    def retire(self, session: Session, reason: Leaving) -> None:
        """The session gets nothing more. Calls `on_absent` if it was its principal's last."""
        self.unsubscribe(session, tuple(session.subscriptions))
        if session.principal is None:
            return
        sessions = self._by_principal.get(session.principal, {})
        if sessions.pop(session, True) is None and not sessions:
            del self._by_principal[session.principal]
            if self.on_absent is not None:
                self.on_absent(session.principal, reason)

    def remove(self, session: Session) -> None:
        """The client id is unknown from now on."""
        self._by_client_id.pop(session.client_id, None)
