"""Writes groups of changes to PostgreSQL: lock – judge – write on one connection, four round trips a group.

`begin` locks every row the group rests on, in one fixed order, and reads its version; so the judge's verdict holds
until the COMMIT, whoever else may write. A key that is absent cannot be locked: if somebody inserts it meanwhile, our
insert fails and the group is tried again. (A *guard* that asks for absence is safe only as long as one node writes.)
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from proffer.engine.ports import BrokenInvariant, StoreDown
from proffer.record import Change, Key
from proffer.store.ledger import Entry
from proffer.store.postgres.connection import Connection, port_error
from proffer.store.postgres.database import NODE
from proffer.store.postgres.joined import READ, by_kind, can_be_stored, joined_reads, joined_writes
from proffer.store.postgres.options import PostgresOptions
from proffer.store.postgres.writer import Overtaken, Writer
from proffer.store.rows import Rows, rows_of

__all__ = ["PostgresLedger"]

T = TypeVar("T")


class PostgresLedger:
    """The writer's side of a database; see `store.ledger.Ledger` for the order of calls."""

    def __init__(self, writer: Writer, node: str, options: PostgresOptions) -> None:
        self._writer = writer
        self._node = node
        self._options = options
        self._connection: Connection | None = None  # of the transaction under way
        self._last_number = 0  # in the journal, as far as we know
        self._uncertain = 0  # so many numbers more, if the COMMIT under way succeeds

    async def open(self) -> None:
        """Learns where the journal ends; from then on a connection that comes back must find it there."""
        self._last_number = await self._read_last_number(self._writer.use())
        self._writer.watch(self._examine)

    def prepare(self, change: Change, keys: Sequence[Key]) -> Rows:
        """A key that no text of PostgreSQL can be is found here: in `begin` it would concern the whole group."""
        if not all(map(can_be_stored, keys)) or not all(can_be_stored(key) for key, _ in change.guards):
            raise BrokenInvariant("a key holds a letter that PostgreSQL cannot store")
        return rows_of(change, keys)

    async def begin(self, keys: Iterable[Key]) -> Mapping[Key, int]:
        connection = self._connection = self._writer.use()
        kinds, names, values = by_kind(keys, "{}_versions", "record_versions")
        try:
            async with asyncio.timeout(self._options.answer_timeout_seconds):
                await connection.execute("begin")
                rows = await connection.fetch(joined_reads(names), *values) if names else []
        except Exception as trouble:
            await self.rollback()
            raise port_error(trouble) from trouble
        return {(kinds[part], id_): version for part, id_, version in rows}

    async def write(self, entries: Sequence[Entry], first_number: int, high_water: int | None) -> None:
        connection = self._in_transaction()
        batches: dict[str, list[tuple[Any, ...]]] = {"insert_event": list(self._events(entries, first_number))}
        if high_water is not None:
            batches["store_mark"] = [(self._node, high_water)]
        try:
            async with asyncio.timeout(self._options.answer_timeout_seconds):
                for rows in _apart(entries):
                    await _write(connection, batches | rows)
                    batches = {}
        except Exception as trouble:
            raise port_error(trouble) from trouble
        self._uncertain = len(entries)

    async def commit(self) -> None:
        connection = self._in_transaction()
        try:
            async with asyncio.timeout(self._options.answer_timeout_seconds):
                done = await connection.execute("commit")
            if done != "COMMIT":  # a transaction that has failed is rolled back by COMMIT, without an error
                raise StoreDown(f"the server answered {done}")
        except Exception as trouble:
            self._connection = None
            self._writer.lost(connection, trouble)  # and with it whatever the server may still be doing for it
            raise StoreDown(f"COMMIT: {type(trouble).__name__}: {trouble}") from trouble
        self._settle(committed=True)

    async def rollback(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        self._uncertain = 0
        try:
            async with asyncio.timeout(self._options.answer_timeout_seconds):
                await connection.execute("rollback")
        except Exception as trouble:
            self._writer.lost(connection, trouble)

    async def was_committed(self, number: int) -> bool:
        """Waits until the server is back: the new connection has the lock only after the lost one has ended."""
        until = asyncio.get_running_loop().time() + self._options.unknown_outcome_seconds_max
        while True:
            connection = await self._writer.back(until - asyncio.get_running_loop().time())
            try:
                async with asyncio.timeout(self._options.answer_timeout_seconds):
                    found = bool(await connection.fetchval(READ["was_committed"], self._node, number))
            except Exception as trouble:
                self._writer.lost(connection, trouble)
            else:
                self._settle(committed=found)
                return found

    async def pause(self) -> None:
        """The server does its upkeep by itself."""

    async def close(self) -> None:
        await self._writer.close()

    def _in_transaction(self) -> Connection:
        assert self._connection is not None, "begin comes first"
        return self._connection

    def _settle(self, *, committed: bool) -> None:
        self._connection = None
        if committed:
            self._last_number += self._uncertain
        self._uncertain = 0

    async def _examine(self, connection: Connection) -> None:
        found = await self._read_last_number(connection)
        if found not in (self._last_number, self._last_number + self._uncertain):
            raise Overtaken(
                f"the journal ended at {self._last_number} and now ends at {found}: somebody else wrote to the "
                "database while the connection was lost; after a restart this node knows what"
            )

    async def _read_last_number(self, connection: Connection) -> int:
        """Of all nodes: of one that has written nothing."""
        return int(await connection.fetchval(NODE["last_number"], ""))

    def _events(self, entries: Iterable[Entry], first_number: int) -> Iterator[tuple[Any, ...]]:
        for number, entry in enumerate(entries, first_number):
            for position, event in enumerate(entry.prepared.events):
                yield (self._node, number, position, *event)


def _apart(entries: Iterable[Entry]) -> Iterator[dict[str, list[tuple[Any, ...]]]]:
    """Statements and their rows; a record that is written again in the same group comes in a later statement."""
    rows: dict[str, list[tuple[Any, ...]]] = {}
    keys: set[Key] = set()
    for entry in entries:
        if not keys.isdisjoint(entry.keys):
            yield rows
            rows, keys = {}, set()
        keys.update(entry.keys)
        for name, values in entry.prepared.statements:
            rows.setdefault(name, []).append(values)
    yield rows


async def _write(connection: Connection, batches: Mapping[str, list[tuple[Any, ...]]]) -> None:
    names = tuple(sorted(name for name in batches if batches[name]))
    if not names:
        return
    columns = [column for name in names for column in zip(*batches[name], strict=True)]
    counts = await connection.fetchrow(joined_writes(names), *columns)
    for name, count in zip(names, counts, strict=True):
        if count != len(batches[name]) and name != "store_mark":
            raise BrokenInvariant(f"{name}: {count} of {len(batches[name])} rows were as the judge believed")
