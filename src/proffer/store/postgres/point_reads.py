"""Finds records by key on one connection: the few a decision needs, all of one moment."""

from __future__ import annotations

from collections.abc import Sequence

from proffer.record import Key, Record
from proffer.store.kinds import decode
from proffer.store.postgres.connection import Connection
from proffer.store.postgres.joined import READ, by_kind, can_be_stored, joined_reads
from proffer.store.rows import OWN_TABLES

__all__ = ["records_of"]


async def records_of(connection: Connection, keys: Sequence[Key]) -> dict[Key, Record]:
    """The records that exist among `keys`. One statement, so that they fit together."""
    keys = [key for key in keys if can_be_stored(key)]  # of the others there is no record
    if len(keys) == 1:
        return await _one(connection, keys[0])
    kinds, names, values = by_kind(keys, "many_{}", "many_record")
    if not names:
        return {}
    rows = await connection.fetch(joined_reads(names), *values)
    return {(kinds[part], id_): decode(kinds[part], body) for part, id_, body in rows}


async def _one(connection: Connection, key: Key) -> dict[Key, Record]:
    kind, id_ = key
    if kind in OWN_TABLES:
        body = await connection.fetchval(READ[kind], id_)
    else:
        body = await connection.fetchval(READ["record"], id_, kind)
    return {} if body is None else {key: decode(kind, body)}
