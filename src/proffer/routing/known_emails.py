"""The emails that wait, and the versions of those that lately ceased to."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator

from proffer.routing.seen import EmailSeen
from proffer.routing.waiting_email import WaitingEmail

GONE_MAX = (
    16_384  # how many versions of emails no longer waiting are kept; an older snapshot than that costs a conflict
)


class KnownEmails:
    """Memory grows with the waiting emails only."""

    def __init__(self) -> None:
        self._waiting: dict[str, WaitingEmail] = {}
        self._gone: OrderedDict[str, int] = OrderedDict()
        self._counts: dict[str, int] = {}

    def get(self, email: str) -> WaitingEmail | None:
        return self._waiting.get(email)

    def count(self, queue: str) -> int:
        return self._counts.get(queue, 0)

    def __iter__(self) -> Iterator[WaitingEmail]:
        return iter(self._waiting.values())

    def learn(self, seen: EmailSeen) -> bool:
        """Is this snapshot news? If so it is known now, and the email lies nowhere."""
        known = self._waiting.get(seen.id)
        if seen.version <= (self._gone.get(seen.id, 0) if known is None else known.seen.version):
            return False
        if known is not None:
            known.leave()
        if not seen.waiting:
            self._forget(seen.id, seen.version)
        elif known is None or not known.renew(seen):
            self._remember(seen)
        return True

    def outdated(self, email: str, version: int) -> None:
        """An invitation resting on this version is committed: what is known up to it no longer holds."""
        known = self._waiting.get(email)
        if known is not None and known.seen.version <= version:
            self._forget(email, version)

    def _remember(self, seen: EmailSeen) -> None:
        self._leave(seen.id)
        self._gone.pop(seen.id, None)
        self._waiting[seen.id] = WaitingEmail(seen)
        self._counts[seen.queue] = self._counts.get(seen.queue, 0) + 1

    def _forget(self, email: str, version: int) -> None:
        self._leave(email)
        self._gone[email] = version
        self._gone.move_to_end(email)
        if len(self._gone) > GONE_MAX:
            self._gone.popitem(last=False)

    def _leave(self, email: str) -> None:
        known = self._waiting.pop(email, None)
        if known is not None:
            queue = known.seen.queue
            self._counts[queue] -= 1
            if not self._counts[queue]:
                del self._counts[queue]
