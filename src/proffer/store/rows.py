"""What a change looks like as rows: for each record a named statement and its values, for each event a journal row.

The names and the order of the values are the same for every SQL database; the text of the statements is its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from proffer.interaction.content import Content
from proffer.interaction.email import Email
from proffer.record import Change, Event, Key, Record, Write
from proffer.store.kinds import KINDS, encode, encode_event

__all__ = ["EventRow", "Rows", "Statement", "rows_of"]

Statement = tuple[str, tuple[Any, ...]]  # ("update_email", (id, version, …))
EventRow = tuple[int, str, int, str | None, str | None, str]  # at, type, schema, email, agent, body


class Rows:
    """One change, ready to be written: `statements` in the order of its writes, `events` in the order they happened."""

    __slots__ = ("events", "statements")

    def __init__(self, statements: list[Statement], events: list[EventRow]) -> None:
        self.statements = statements
        self.events = events


def rows_of(change: Change, keys: Sequence[Key]) -> Rows:
    """The rows of a numbered change that writes these keys. Raises what the encoder raises when JSON cannot hold it."""
    return Rows(
        [_statement(key, write) for key, write in zip(keys, change.writes, strict=True)],
        [_event_row(event) for event in change.events],
    )


def _statement(key: Key, write: Write) -> Statement:
    kind, id_ = key
    table = kind if kind in _VALUES else "record"
    after = write.after
    if after is None:
        return ("delete_" + table, (id_, write.expected) if table == kind else (kind, id_, write.expected))
    if table == "record":
        if kind not in KINDS:
            raise ValueError(f"{kind!r} is not among the kinds of records")
        return ("insert_record" if write.expected == 0 else "update_record", (kind, id_, after.version, encode(after)))
    if write.expected == 0:
        return ("insert_" + table, _VALUES[kind](after))
    if kind == "email" and _moved(write.before, after):
        return ("move_email", _VALUES[kind](after))
    return ("update_" + table, _VALUES[kind](after))


def _moved(before: Record | None, after: Record) -> bool:
    """Whether a column changes that an index looks at; seldom, so that most updates touch no index."""
    assert isinstance(before, Email)
    assert isinstance(after, Email)
    return (
        before.queue != after.queue
        or before.finished_at != after.finished_at
        or before.contact_id != after.contact_id
        or before.arrived_at != after.arrived_at
    )


def _email_values(email: Any) -> tuple[Any, ...]:
    return (
        email.id,
        email.version,
        email.state,
        email.queue,
        email.holder,
        None if email.invitation is None else email.invitation.agent,
        email.contact_id,
        email.arrived_at,
        email.finished_at,
        encode(email),
    )


def _content_values(content: Any) -> tuple[Any, ...]:
    assert isinstance(content, Content)
    return (content.id, content.version, content.blob, encode(content))


def _login_values(login: Any) -> tuple[Any, ...]:
    return (login.agent, login.version, encode(login))


def _event_row(event: Event) -> EventRow:
    return (event.at, type(event).__name__, event.schema, event.email, event.agent, encode_event(event))


_VALUES: dict[str, Callable[[Any], tuple[Any, ...]]] = {  # kinds with a table of their own
    "email": _email_values,
    "content": _content_values,
    "login": _login_values,
}
