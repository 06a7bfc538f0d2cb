"""The commit feed: what was committed is told to every subscriber, in commit order, before anybody is answered."""

from __future__ import annotations

from proffer.engine.ports import Feed
from proffer.record import Committed

__all__ = ["CommitFeed"]


class CommitFeed:
    """Calls its subscribers on the loop. They only enqueue; one that raises is a fault of this program."""

    def __init__(self) -> None:
        self._subscribers: tuple[Feed, ...] = ()

    def subscribe(self, feed: Feed) -> None:
        """From the next change on."""
        self._subscribers += (feed,)

    def tell(self, committed: Committed) -> None:
        """Raises what a subscriber raises; the caller stops the node."""
        for feed in self._subscribers:
            feed(committed)
