"""Reads: single records on the event loop (a thread hop would cost thirty times as much), the rest in threads."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from pathlib import Path

from proffer.engine.ports import ContactQuery, EmailQuery, Hit, Hits, JournalRow, StoreDown
from proffer.interaction.contact import Contact
from proffer.interaction.email import Email
from proffer.interaction.search_words import Term
from proffer.record import Key, Record
from proffer.store.contact_rows import conditions_of, order_of
from proffer.store.kinds import decode, read_json, write_json
from proffer.store.sqlite.connection import port_error, reading
from proffer.store.sqlite.options import SqliteOptions
from proffer.store.sqlite.point_reads import READ, records_of
from proffer.store.sqlite.reader_threads import ReaderThreads
from proffer.store.word_rows import fts5_query

__all__ = ["Reading"]

KEYS_ON_THE_LOOP_MAX = 32
RECORDS_AT_ONCE = 500


class Reading:
    """The reading half of the port, on connections that cannot write."""

    def __init__(self, path: Path, options: SqliteOptions) -> None:
        self._path = path
        self._options = options
        self._point = reading(path, options)
        self._threads = ReaderThreads(path, options)
        self._closed = False

    async def load(self, keys: Iterable[Key]) -> dict[Key, Record]:
        wanted = list(dict.fromkeys(keys))
        if len(wanted) > KEYS_ON_THE_LOOP_MAX:
            return await self._threads.run(lambda connection: records_of(connection, wanted))
        if self._closed:
            raise StoreDown("the store is closed")
        try:
            return records_of(self._point, wanted)
        except sqlite3.Error as trouble:
            raise port_error(trouble) from trouble

    async def open_records(self) -> AsyncIterator[Record]:
        """All of one moment: a connection of its own keeps the snapshot while the caller takes its time."""
        connection = await self._threads.run(lambda _: reading(self._path, self._options))
        try:
            cursor = connection.execute(READ["open_records"])
            while records := await self._threads.run(lambda _: _next_records(cursor)):
                for record in records:
                    yield record
        finally:
            connection.close()

    async def journal(self, email_id: str) -> list[JournalRow]:
        return await self._threads.run(
            lambda connection: [_row(*row) for row in connection.execute(READ["journal"], (email_id,)).fetchall()]
        )

    async def emails(self, query: EmailQuery) -> list[Email]:
        return await self._threads.run(lambda connection: list(_emails(connection, query)))

    async def search(self, terms: Sequence[Term], before: int, limit: int) -> Hits:
        asked = (fts5_query(terms), before, limit)
        hits = await self._threads.run(
            lambda connection: tuple(_hits(connection.execute(READ["words"], asked).fetchall()))
        )
        return Hits(hits, hits[-1].place if len(hits) == limit else None)

    async def contacts(self, query: ContactQuery) -> tuple[list[Contact], int]:
        return await self._threads.run(lambda connection: _contacts(connection, query))

    async def email_counts(self) -> dict[str, int]:
        return await self._threads.run(_counts)

    async def blobs_named(self, names: Iterable[str]) -> set[str]:
        asked = write_json(list(names))
        return await self._threads.run(
            lambda connection: {name for (name,) in connection.execute(READ["blobs_named"], (asked,)).fetchall()}
        )

    async def is_reachable(self) -> bool:
        """Whether a record can be looked for."""
        try:
            await self.load([("place", "")])
        except StoreDown:
            return False
        return True

    async def close(self) -> None:
        self._closed = True
        await self._threads.close()
        self._point.close()


def _next_records(cursor: sqlite3.Cursor) -> list[Record]:
    return [decode(kind, body) for kind, body in cursor.fetchmany(RECORDS_AT_ONCE)]


def _emails(connection: sqlite3.Connection, query: EmailQuery) -> Iterator[Email]:
    conditions = ["true"]
    if query.queue is not None:
        conditions.append("queue = :queue")
    if query.contact is not None:
        conditions.append("contact = :contact")
    if query.arrived_from is not None:
        conditions.append("arrived_at >= :arrived_from")
    if query.arrived_until is not None:
        conditions.append("arrived_at < :arrived_until")
    if query.finished is not None:
        conditions.append("finished_at is not null" if query.finished else "finished_at is null")
    direction = "desc" if query.descending else "asc"
    statement = READ["emails"].format(conditions=" and ".join(conditions), direction=direction)
    values = {
        "queue": query.queue,
        "contact": query.contact,
        "arrived_from": query.arrived_from,
        "arrived_until": query.arrived_until,
        "limit": query.limit,
        "offset": query.offset,
    }
    for (body,) in connection.execute(statement, values).fetchall():
        email = decode("email", body)
        assert isinstance(email, Email)
        yield email


def _hits(rows: Iterable[tuple[int, str]]) -> Iterator[Hit]:
    for place, body in rows:
        email = decode("email", body)
        assert isinstance(email, Email)
        yield Hit(place, email)


def _contacts(connection: sqlite3.Connection, query: ContactQuery) -> tuple[list[Contact], int]:
    parts = list(conditions_of(query))
    conditions = " and ".join([text.replace("{}", "?") for text, _ in parts] or ["true"])
    values = [value for _, given in parts for value in given]
    page = READ["contacts"].format(conditions=conditions, order=order_of(query))
    rows = connection.execute(page, (*values, query.limit, query.offset)).fetchall()
    found = [decode("contact", body) for (body,) in rows]
    [(number,)] = connection.execute(READ["contacts_counted"].format(conditions=conditions), values).fetchall()
    return [contact for contact in found if isinstance(contact, Contact)], number


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    names = ("open_counts", "finished_counts", "received_count")
    return {state: number for name in names for state, number in connection.execute(READ[name]).fetchall()}


def _row(
    node: str, number: int, position: int, at: int, type_: str, schema: int, email: str, agent: str, body: str
) -> JournalRow:
    return JournalRow(
        node=node,
        number=number,
        position=position,
        at=at,
        type=type_,
        schema=schema,
        email=email,
        agent=agent,
        body=read_json(body),
    )
