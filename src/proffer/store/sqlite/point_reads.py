"""Finds records by key on one connection: the few a decision needs, all of one moment."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from proffer.record import Key, Record
from proffer.store.kinds import decode, write_json
from proffer.store.rows import OWN_TABLES
from proffer.store.sql_file import named_statements

__all__ = ["records_of"]

READ = named_statements(Path(__file__).with_name("read.sql"))
ONE_BY_ONE_MAX = 8  # above it one statement over a list of ids is faster


def records_of(connection: sqlite3.Connection, keys: Sequence[Key]) -> dict[Key, Record]:
    """The records that exist among `keys`. One transaction, so that they fit together."""
    if len(keys) == 1:
        return dict(_one_by_one(connection, keys))
    connection.execute("begin")
    try:
        return dict((_one_by_one if len(keys) <= ONE_BY_ONE_MAX else _by_kind)(connection, keys))
    finally:
        connection.execute("commit")


def _one_by_one(connection: sqlite3.Connection, keys: Sequence[Key]) -> Iterator[tuple[Key, Record]]:
    for key in keys:
        kind, id_ = key
        if kind in OWN_TABLES:
            rows = connection.execute(READ[kind], (id_,)).fetchall()
        else:
            rows = connection.execute(READ["record"], (id_, kind)).fetchall()
        for (body,) in rows:
            yield key, decode(kind, body)


def _by_kind(connection: sqlite3.Connection, keys: Sequence[Key]) -> Iterator[tuple[Key, Record]]:
    for kind, group in groupby(sorted(keys), key=lambda key: key[0]):
        ids = write_json([id_ for _, id_ in group])
        if kind in OWN_TABLES:
            rows = connection.execute(READ["many_" + kind], (ids,)).fetchall()
        else:
            rows = connection.execute(READ["many_record"], (ids, kind)).fetchall()
        for id_, body in rows:
            yield (kind, id_), decode(kind, body)
