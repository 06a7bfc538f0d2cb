"""What an audit reads: one moment of a whole database, in batches, as it stands there, nothing decoded.

Every SQL database has it under the same names (`inspect.sql`, `check.sql`); what is right and what is wrong is decided
elsewhere, once for all of them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from proffer.record import Struct

__all__ = ["JOURNAL", "TABLES", "Inspection", "NodeRow", "StoredEvent", "StoredRow", "StoryRow", "Unreadable"]

TABLES = ("login", "email", "content", "contact", "record")  # `record` holds every rare kind
JOURNAL = "journal"


class Unreadable(Exception):  # noqa: N818 - what is the case
    """The database, or a part of it, cannot be read; `todo` says what next."""

    def __init__(self, why: str, todo: str = "restore the last good backup") -> None:
        super().__init__(why)
        self.todo = todo


class StoredRow(Struct, frozen=True):
    """A record as it lies in its table; `body` is JSON."""

    kind: str
    id: str
    version: int
    body: str


class StoredEvent(Struct, frozen=True):
    """A row of the journal; `body` is JSON."""

    node: str
    number: int
    position: int
    at: int
    type: str
    schema: int
    email: str | None
    agent: str | None
    body: str


class StoryRow(Struct, frozen=True):
    """What of an event moves an email; `queue` is the one its body names, if it does."""

    email: str
    at: int
    type: str
    agent: str | None
    queue: str | None


class NodeRow(Struct, frozen=True):
    """A node that writes here, and the mark no id of its changes is above."""

    name: str
    id_prefix: str
    high_water: int


class Inspection(Protocol):
    """Reads only, while others write: all answers but those of `blobs_named` are of the moment it was opened.

    Every method raises Unreadable when the database cannot be read there; others may go on.
    """

    async def damage(self) -> list[str]:
        """What the database finds by itself: pages, indexes, columns that differ from the body. One line each."""

    async def counts(self) -> dict[str, int]:
        """How many rows each of TABLES and the journal have."""

    async def nodes(self) -> list[NodeRow]:
        """Every node that has written here."""

    def rows(self, table: str) -> AsyncIterator[list[StoredRow]]:
        """All rows of one of TABLES, in no particular order."""

    async def bodies(self, kind: str, ids: Sequence[str]) -> dict[str, str]:
        """The bodies of those of these records that exist, by id."""

    async def existing(self, kind: str, ids: Sequence[str]) -> set[str]:
        """Those of these ids that have a record of this kind."""

    def journal(self) -> AsyncIterator[list[StoredEvent]]:
        """All events by node, number and position."""

    def stories(self, emails: Sequence[str]) -> AsyncIterator[list[StoryRow]]:
        """The events of these emails, one email after the other, each from its first event to its last."""

    async def blobs_named(self, names: Sequence[str]) -> set[str]:
        """Which of these blobs some content names *now*: files are looked at now as well."""

    async def close(self) -> None:
        """Lets go of the moment."""
