"""The commit feed: what was committed is told to every subscriber, in commit order, before anybody is answered."""

from __future__ import annotations

from collections.abc import Sequence

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

    def tell(self, group: Sequence[Committed]) -> None:
        """One subscriber after the other, each of the whole group; what one raises stops the node.

        (Not one change after the other: what runs again at once finds its code and data in the processor's caches.)
        """
        for feed in self._subscribers:
            for committed in group:
                feed(committed)
