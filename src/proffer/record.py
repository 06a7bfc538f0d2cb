"""A record is anything stored under a key with a version; a change is what one unit of work does to some of them.

This is the one place of the core that imports msgspec: everything immutable is a `Struct`, copied with `replace`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

import msgspec
from msgspec.structs import replace

__all__ = [
    "Change",
    "Committed",
    "Conflict",
    "Event",
    "Key",
    "Notice",
    "Raw",
    "Record",
    "Struct",
    "UserData",
    "Write",
    "replace",
]

Struct = msgspec.Struct
Raw = msgspec.Raw
Key = tuple[str, str]  # (kind, id): ("email", "000010a00ABC…"), ("login", user id), ("place", "desk-17")


class Record(Struct, frozen=True, kw_only=True):
    """Something stored under a key. `version` counts from 1; 0: not stored yet. Only `Change.numbered` raises it."""

    version: int = 0

    @property
    def key(self) -> Key:
        raise NotImplementedError


class UserData:
    """The key/value map that travels with an email (contract 8): read like a mapping, never changed, encoded once."""

    __slots__ = ("_encoded", "values")

    def __init__(self, values: Mapping[str, Any] | None = None) -> None:
        self.values: Mapping[str, Any] = {} if values is None else values
        self._encoded: Raw | None = None

    def with_(self, added: Mapping[str, Any], without: Collection[str] = ()) -> UserData:
        """A new map: `without` removed, then `added` merged in."""
        if without:
            return UserData({name: value for name, value in self.values.items() if name not in without} | dict(added))
        return UserData({**self.values, **added})

    def encoded(self) -> Raw:
        """The map as JSON bytes, made at the first call and kept."""
        if self._encoded is None:
            self._encoded = Raw(msgspec.json.encode(self.values))
        return self._encoded

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def __eq__(self, other: object) -> bool:
        return isinstance(other, UserData) and self.values == other.values

    def __hash__(self) -> int:
        return hash(bytes(self.encoded()))

    def __repr__(self) -> str:
        return f"UserData({dict(self.values)!r})"


class Event(Struct, frozen=True, kw_only=True):
    """What happened, in the past tense; one row of the journal. `schema` rises when a field changes its meaning."""

    schema: ClassVar[int] = 1
    at: int  # epoch milliseconds
    email: str | None = None
    agent: str | None = None  # whose hands it concerns: a user id


class Notice(Struct, frozen=True, kw_only=True):
    """News of one change for some agents, captured when the change is decided and encoded when it is delivered."""

    to: tuple[str, ...]  # user ids
    topic: str  # "/v2/me/emails"


class Write(Struct, frozen=True):
    """One record before and after. No `before`: it must not exist yet. No `after`: it is deleted."""

    before: Record | None
    after: Record | None

    @property
    def key(self) -> Key:
        record = self.after if self.after is not None else self.before
        assert record is not None, "a write needs a record"
        return record.key

    @property
    def expected(self) -> int:
        """The version the record must have for this write to happen; 0 means absent."""
        return 0 if self.before is None else self.before.version


class Change(Struct, frozen=True):
    """What one unit of work commits, all of it or nothing: at most one write per key, and what follows from them."""

    writes: tuple[Write, ...]
    events: tuple[Event, ...]
    notices: tuple[Notice, ...] = ()
    guards: tuple[tuple[Key, int], ...] = ()  # read, must be unchanged, not written

    def then(self, later: Change) -> Change:
        """Both or neither: `later` was decided on what this change leaves; each record takes one version step."""
        merged = {write.key: write for write in self.writes}
        for write in later.writes:
            key = write.key
            earlier = merged.get(key)
            merged[key] = write if earlier is None else Write(earlier.before, write.after)
        guards: dict[Key, int] = {}
        if self.guards or later.guards:
            guards = dict(self.guards) | {key: version for key, version in later.guards if key not in merged}
        return Change(
            tuple(merged.values()),
            self.events + later.events,
            self.notices + later.notices,
            tuple([(key, version) for key, version in guards.items() if key not in merged]),
        )

    def numbered(self) -> Change:
        """The same change with every record's version one step on: what a store writes and hands to the feed."""
        writes = []
        for write in self.writes:
            before, after = write.before, write.after
            if after is not None:
                version = 1 if before is None else before.version + 1
                write = Write(before, replace(after, version=version))
            writes.append(write)
        return Change(tuple(writes), self.events, self.notices, self.guards)


class Committed(Struct, frozen=True):
    """A change with its place in its node's order: the only thing anything reacts to. `number` has no gaps per node."""

    node: str
    number: int
    change: Change


class Conflict(Exception):  # noqa: N818 - the field's word
    """A record the decision rested on has changed meanwhile; nothing was written, decide again."""
