"""What a change looks like as rows: for each record a named statement and its values, for each event a journal row.

The names and the order of the values are the same for every SQL database; the text of the statements is its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from proffer.interaction.contact import Contact
from proffer.interaction.content import Content
from proffer.interaction.email import Email
from proffer.record import Change, Key, Record
from proffer.store.contact_rows import contact_values, term_statements
from proffer.store.kinds import KINDS, encode, encode_event
from proffer.store.word_rows import word_statements

__all__ = ["OWN_TABLES", "EventRow", "Rows", "Statement", "rows_of"]

OWN_TABLES = frozenset(("email", "content", "login", "contact"))  # every other kind is in `record`

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
        [
            statement
            for key, write in zip(keys, change.writes, strict=True)
            for statement in _statements(key, write.before, write.after)
        ]
        + list(word_statements(change)),
        [
            (event.at, type(event).__name__, event.schema, event.email, event.agent, encode_event(event))
            for event in change.events
        ],
    )


def _statements(key: Key, before: Record | None, after: Record | None) -> tuple[Statement, ...]:
    """Most records are one row; a contact has a further one for each term it is found by."""
    statement = _statement(key, before, after)
    return (statement, *term_statements(before, after)) if key[0] == "contact" else (statement,)


def _statement(key: Key, before: Record | None, after: Record | None) -> Statement:
    kind, id_ = key
    if after is None:
        return _deletion(key, before)
    is_new = before is None or before.version == 0
    if kind == "login":
        return ("insert_login" if is_new else "update_login", (id_, after.version, encode(after)))
    if kind == "email":
        assert isinstance(after, Email)
        return ("insert_email" if is_new else _email_update(before, after), _email_values(after))
    if kind == "content":
        assert isinstance(after, Content)
        name = "insert_content" if is_new else "update_content"
        return (name, (id_, after.version, after.blob, encode(after)))
    if kind == "contact":
        assert isinstance(after, Contact)
        return ("insert_contact" if is_new else "update_contact", contact_values(after))
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is not among the kinds of records")
    return ("insert_record" if is_new else "update_record", (kind, id_, after.version, encode(after)))


def _deletion(key: Key, before: Record | None) -> Statement:
    kind, id_ = key
    assert before is not None, "what is deleted was there"
    if kind in OWN_TABLES:
        return ("delete_" + kind, (id_, before.version))
    return ("delete_record", (kind, id_, before.version))


def _email_update(before: Record | None, after: Email) -> str:
    """Whether a column changes that an index looks at; seldom, so that most updates touch no index."""
    assert isinstance(before, Email)
    moved = (
        before.queue != after.queue
        or before.finished_at != after.finished_at
        or before.contact_id != after.contact_id
        or before.arrived_at != after.arrived_at
    )
    return "move_email" if moved else "update_email"


def _email_values(email: Email) -> tuple[Any, ...]:
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
