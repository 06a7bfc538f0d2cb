"""What the engine needs from the outside: a store and a place for original messages, in its own words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from proffer.interaction.bodies import GivenBodies, MadeBodies
from proffer.interaction.contact import Contact
from proffer.interaction.email import Email
from proffer.interaction.pattern import Pattern
from proffer.interaction.search_words import Term
from proffer.record import Change, Committed, Conflict, Key, Record, Struct

__all__ = [
    "Blobs",
    "BrokenInvariant",
    "Conflict",
    "ContactQuery",
    "EmailQuery",
    "Feed",
    "Hit",
    "Hits",
    "JournalRow",
    "MakeBodies",
    "Store",
    "StoreDown",
]

Feed = Callable[[Committed], None]
MakeBodies = Callable[[GivenBodies], MadeBodies]  # cleans and completes; takes its time with long ones


class StoreDown(Exception):  # noqa: N818 - the field's word
    """The store cannot be reached or cannot take more now; nothing was written. Answered 503 / 4, SMTP 451."""


class BrokenInvariant(AssertionError):  # noqa: N818 - the field's word
    """A change that no correct decision makes: the store refused it, nothing was written. A fault of this program."""


class JournalRow(Struct, frozen=True, kw_only=True):
    """One event as it stands in the journal."""

    node: str
    number: int
    position: int
    at: int
    type: str
    schema: int
    email: str | None
    agent: str | None
    body: Any  # the event's own fields


class EmailQuery(Struct, frozen=True, kw_only=True):
    """Which emails to list: all conditions hold; newest first when `descending`."""

    queue: str | None = None
    contact: str | None = None
    finished: bool | None = None
    arrived_from: int | None = None  # epoch milliseconds
    arrived_until: int | None = None  # this moment left out
    offset: int = 0
    limit: int = 100
    descending: bool = True


class ContactQuery(Struct, frozen=True, kw_only=True):
    """Which contacts to list: `patterns` by field (`interaction/contact_search.py`), all of which must fit.

    `sort` is a column: last_name, first_name or id. A pattern begins or ends with a letter, so that an index finds it.
    """

    patterns: Mapping[str, Pattern] = {}
    sort: str = "last_name"
    descending: bool = False
    offset: int = 0
    limit: int = 100


class Hit(Struct, frozen=True):
    """An email that was found, and its place in the order of time: what comes next has a smaller one."""

    place: int
    email: Email


class Hits(Struct, frozen=True):
    """`bottom`: the place down to which was looked; None: to the end."""

    hits: tuple[Hit, ...]
    bottom: int | None


class Store(Protocol):
    """Keeps records and the journal. One writer per node; a change is written whole or not at all."""

    def subscribe(self, feed: Feed) -> None:
        """`feed` is called on the loop, in commit order, before the `save` behind it returns; it never raises."""

    async def load(self, keys: Iterable[Key]) -> dict[Key, Record]:
        """The records that exist among `keys`, as last committed. Raises StoreDown."""

    async def save(self, change: Change) -> Committed:
        """Compares every version the change rests on and writes all of it, with its journal rows, durably.

        Raises Conflict (after the winner is durable), StoreDown or BrokenInvariant; never leaves the outcome open.
        """

    def submit(self, change: Change) -> asyncio.Future[Committed]:
        """As `save`, for a caller that does not wait: the future holds what `save` would return or raise.

        Giving up the wait does not take the change back.
        """

    def open_records(self) -> AsyncIterator[Record]:
        """What router, timers and caches are rebuilt from.

        Unfinished emails, every login, every HTTP session, and documents that expire.
        """

    async def journal(self, email_id: str) -> list[JournalRow]:
        """Every event of one email, oldest first."""

    async def emails(self, query: EmailQuery) -> list[Email]:
        """Emails by condition, for lists and history."""

    async def search(self, terms: Sequence[Term], before: int, limit: int) -> Hits:
        """The newest emails that have all of these words, each with its place; only places below `before`."""

    async def contacts(self, query: ContactQuery) -> tuple[list[Contact], int]:
        """A page of the contacts that are not merged into others, and how many there are of them."""

    async def email_counts(self) -> dict[str, int]:
        """How many emails are in each state, and under "received" how many were ever taken in."""

    async def blobs_named(self, names: Iterable[str]) -> set[str]:
        """Which of these blobs some content or document names; the rest may be swept."""

    @property
    def transactions(self) -> int:
        """How many groups of changes were committed since the start."""

    async def is_reachable(self) -> bool:
        """Whether it answers now; for probes, so it never raises."""

    def new_id(self) -> str:
        """A new 16-character id (contract 2.11) that no restart and no clock repeats."""

    async def close(self) -> None:
        """Finishes what is under way and lets go of the database."""


class Blobs(Protocol):
    """Keeps original messages as files; a name is given out once and never reused."""

    async def keep(self, spooled: Path) -> str:
        """Moves a finished spool file among the blobs, durably (file and directory synced), and returns its name."""

    def path(self, name: str) -> Path:
        """Where the bytes of a blob lie."""

    async def discard(self, name: str) -> None:
        """Removes a blob that no record names."""
