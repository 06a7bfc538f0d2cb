"""Finds emails by their words: newest first, those who asks may see, a bounded number of hits at a time."""

from __future__ import annotations

from collections.abc import Sequence

from proffer.center.user import User
from proffer.engine.ports import Hit, Store
from proffer.engine.records import Records
from proffer.interaction.email import Email
from proffer.interaction.search_words import Term
from proffer.operations.visible import may_see
from proffer.record import Struct

HITS_AT_ONCE = (200, 1_000)  # looked at for one answer; filters that fit seldom are gone on with from `next`
BEGINNING = 2**62


class Wanted(Struct, frozen=True, kw_only=True):
    """What is looked for: words, and what else must be so. `agent`: a user id, who holds, sent or finished it.

    Moments are epoch milliseconds of arrival; `until` is left out. `states` are the words of 9.1; none: all.
    """

    terms: tuple[Term, ...]
    queue: str | None = None
    agent: str | None = None
    states: frozenset[str] = frozenset()
    disposition: str | None = None
    arrived_from: int | None = None
    arrived_until: int | None = None
    before: int = BEGINNING  # the place to go on from
    limit: int = 50


class Found(Struct, frozen=True):
    """`next`: where to go on; None: there is no more."""

    emails: tuple[Email, ...]
    next: int | None


class Search:
    """Reads. Hits are taken off the index in a round or two, so no answer waits for all those of a frequent word."""

    def __init__(self, store: Store, records: Records) -> None:
        self._store = store
        self._records = records

    async def find(self, wanted: Wanted, user: User) -> Found:
        """Raises StoreDown."""
        found: list[Email] = []
        place: int | None = wanted.before
        for at_once in HITS_AT_ONCE:
            assert place is not None, "it ends where there is no more"
            looked = await self._store.search(wanted.terms, place, at_once)
            taken = self._taken(looked.hits, wanted, user, wanted.limit - len(found))
            found += [hit.email for hit in taken]
            if len(found) == wanted.limit:
                return Found(tuple(found), taken[-1].place)
            place = looked.bottom
            if place is None:
                break
        return Found(tuple(found), place)

    def _taken(self, hits: Sequence[Hit], wanted: Wanted, user: User, room: int) -> list[Hit]:
        center, taken = self._records.center, []
        key = center.options.disposition_key
        for hit in hits:
            if fits(hit.email, wanted, key) and may_see(hit.email, user.id, center):
                taken.append(hit)
                if len(taken) == room:
                    break
        return taken


def fits(email: Email, wanted: Wanted, disposition_key: str) -> bool:
    """Whether everything but the words is as wanted."""
    return (
        (wanted.queue is None or email.queue == wanted.queue)
        and (wanted.agent is None or wanted.agent in (email.holder, email.sent_by, email.finished_by))
        and (not wanted.states or email.state in wanted.states)
        and (wanted.disposition is None or email.user_data.get(disposition_key) == wanted.disposition)
        and (wanted.arrived_from is None or email.arrived_at >= wanted.arrived_from)
        and (wanted.arrived_until is None or email.arrived_at < wanted.arrived_until)
    )
