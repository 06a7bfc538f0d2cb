"""Reads, over a few connections that cannot write."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from typing import Any, TypeVar

import asyncpg

from proffer.engine.ports import ContactQuery, EmailQuery, Hit, Hits, JournalRow, StoreDown
from proffer.interaction.contact import Contact
from proffer.interaction.email import Email
from proffer.interaction.search_words import Term
from proffer.record import Key, Record
from proffer.store.contact_rows import conditions_of, order_of
from proffer.store.kinds import decode, read_json
from proffer.store.postgres.connection import Connection, connect, port_error, settings_of_a_reader
from proffer.store.postgres.joined import READ, can_be_stored
from proffer.store.postgres.options import PostgresOptions
from proffer.store.postgres.point_reads import records_of
from proffer.store.word_rows import tsquery, without_order

__all__ = ["Reading"]

RECORDS_AT_ONCE = 500
IDLE_SECONDS_MAX = 300.0

T = TypeVar("T")


class Reading:
    """The reading half of the port."""

    def __init__(self, pool: asyncpg.Pool, options: PostgresOptions) -> None:
        self._pool = pool
        self._options = options
        self._closed = False

    @classmethod
    async def open(cls, options: PostgresOptions, node: str) -> Reading:
        """Connections are made when they are needed; one that died meanwhile is replaced."""

        async def make(*_: object, **__: object) -> Connection:
            return await connect(options, settings_of_a_reader(options, node))

        pool = await asyncpg.create_pool(
            min_size=0,
            max_size=options.reading_connections_max,
            max_inactive_connection_lifetime=IDLE_SECONDS_MAX,
            connect=make,
            reset=_as_it_is,
        )
        return cls(pool, options)

    async def load(self, keys: Iterable[Key]) -> dict[Key, Record]:
        wanted = list(dict.fromkeys(keys))
        return await self._run(lambda connection: records_of(connection, wanted))

    async def open_records(self) -> AsyncIterator[Record]:
        """All of one moment: a transaction keeps the snapshot while the caller takes his time."""
        connection = await self._own()
        try:
            async with connection.transaction():
                cursor = await connection.cursor(READ["open_records"])
                while rows := await cursor.fetch(RECORDS_AT_ONCE):
                    for kind, body in rows:
                        yield decode(kind, body)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as trouble:
            raise port_error(trouble) from trouble
        finally:
            await connection.close()

    async def journal(self, email_id: str) -> list[JournalRow]:
        if not can_be_stored(("email", email_id)):
            return []
        rows = await self._run(lambda connection: connection.fetch(READ["journal"], email_id))
        return [JournalRow(**{**row, "body": read_json(row["body"])}) for row in rows]

    async def emails(self, query: EmailQuery) -> list[Email]:
        statement, values = _emails(query)
        rows = await self._run(lambda connection: connection.fetch(statement, *values))
        found = [decode("email", body) for (body,) in rows]
        return [email for email in found if isinstance(email, Email)]

    async def search(self, terms: Sequence[Term], before: int, limit: int) -> Hits:
        asked = (tsquery(terms), before, limit, tsquery(without_order(terms)))
        rows = await self._run(lambda connection: connection.fetch(READ["words"], *asked))
        found = [(place, decode("email", body)) for _, place, body in rows if place is not None]
        hits = tuple(Hit(place, email) for place, email in found if isinstance(email, Email))
        return Hits(hits, hits[-1].place if len(hits) == limit else rows[0][0])

    async def contacts(self, query: ContactQuery) -> tuple[list[Contact], int]:
        conditions, values = _conditions(query, 3)
        page = READ["contacts"].format(conditions=conditions, order=order_of(query))
        rows = await self._run(lambda connection: connection.fetch(page, query.limit, query.offset, *values))
        conditions, values = _conditions(query, 1)
        count = READ["contacts_counted"].format(conditions=conditions)
        number = await self._run(lambda connection: connection.fetchval(count, *values))
        found = [decode("contact", body) for (body,) in rows]
        return [contact for contact in found if isinstance(contact, Contact)], int(number)

    async def email_counts(self) -> dict[str, int]:
        async def count(connection: Connection) -> dict[str, int]:
            names = ("open_counts", "finished_counts", "received_count")
            return {state: number for name in names for state, number in await connection.fetch(READ[name])}

        return await self._run(count)

    async def blobs_named(self, names: Iterable[str]) -> set[str]:
        rows = await self._run(lambda connection: connection.fetch(READ["blobs_named"], list(names)))
        return {name for (name,) in rows}

    async def is_reachable(self) -> bool:
        """Whether the server answers."""
        try:
            return bool(await self._run(lambda connection: connection.fetchval("select true")))
        except StoreDown:
            return False

    async def close(self) -> None:
        self._closed = True
        self._pool.terminate()

    async def _own(self) -> Connection:
        if self._closed:
            raise StoreDown("the store is closed")
        return await connect(self._options, settings_of_a_reader(self._options, "reading"))

    async def _run(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """What `work` returns. Raises StoreDown, also when no answer comes at all."""
        if self._closed:
            raise StoreDown("the store is closed")
        seconds = self._options.answer_timeout_seconds
        try:
            async with self._pool.acquire(timeout=seconds) as connection, asyncio.timeout(seconds):
                return await work(connection)
        except Exception as trouble:
            raise port_error(trouble) from trouble


async def _as_it_is(connection: Connection) -> None:
    """Nothing that is read here leaves anything behind; to reset a connection would cost a round trip each time."""


def _emails(query: EmailQuery) -> tuple[str, list[Any]]:
    conditions, values = ["true"], [query.limit, query.offset]
    named: list[Any] = []
    for condition, value in (
        ("queue =", query.queue),
        ("contact =", query.contact),
        ("arrived_at >=", query.arrived_from),
        ("arrived_at <", query.arrived_until),
    ):
        if value is not None:
            named.append(value)
            conditions.append(f"{condition} ${len(values) + len(named)}")
    if query.finished is not None:
        conditions.append("finished_at is not null" if query.finished else "finished_at is null")
    direction = "desc" if query.descending else "asc"
    statement = READ["emails"].format(conditions=" and ".join(conditions), direction=direction)
    return statement, [*values, *named]


def _conditions(query: ContactQuery, first: int) -> tuple[str, list[Any]]:
    """What must hold of a contact, with values numbered from `first`."""
    texts, values = ["true"], list[Any]()
    for text, given in conditions_of(query):
        for value in given:
            text = text.replace("{}", f"${first + len(values)}", 1)
            values.append(value)
        texts.append(text)
    return " and ".join(texts), values
