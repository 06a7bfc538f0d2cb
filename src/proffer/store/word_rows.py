"""The words of an email as a row, written with it in the same commit; the same for every database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from proffer.interaction.content import Content, content_key
from proffer.interaction.email import Email
from proffer.interaction.search_words import Term, body_words, head_changed, head_words
from proffer.record import Change, Key, Write
from proffer.store.kinds import decode

__all__ = ["EMAILS_AT_ONCE", "MIGRATION", "backfill", "fts5_query", "tsquery", "without_order", "word_statements"]

MIGRATION = "words"  # the name of the SQL file that makes the tables
EMAILS_AT_ONCE = 200

Statement = tuple[str, tuple[Any, ...]]


def word_statements(change: Change) -> Iterator[Statement]:
    """For new emails a row; for changed ones one statement with what changed of it. Most changes change no words."""
    heads: dict[str, str] = {}
    bodies: dict[str, str] = {}
    for write in change.writes:
        before, after = write.before, write.after
        if isinstance(after, Email) and (not isinstance(before, Email) or before.version == 0):
            content = _written(change.writes, content_key(after.id))
            yield "insert_words", (after.id, head_words(after), body_words(content) if content else "")
        elif isinstance(after, Email) and isinstance(before, Email) and head_changed(before, after):
            heads[after.id] = head_words(after)
        elif isinstance(after, Content) and isinstance(before, Content):
            words = body_words(after)
            if words != body_words(before):
                bodies[after.id] = words
    for email in heads | bodies:  # never two statements about one row: PostgreSQL would carry one of them out
        if email in heads and email in bodies:
            yield "update_words", (email, heads[email], bodies[email])
        elif email in heads:
            yield "update_words_head", (email, heads[email])
        else:
            yield "update_words_body", (email, bodies[email])


def backfill(rows: Iterable[tuple[str, str | None]]) -> list[tuple[Any, ...]]:
    """Rows for emails that were there before there were words: (email body, content body)."""
    found = []
    for email_body, content_body in rows:
        email = decode("email", email_body)
        content = None if content_body is None else decode("content", content_body)
        assert isinstance(email, Email)
        found.append((email.id, head_words(email), body_words(content) if isinstance(content, Content) else ""))
    return found


def fts5_query(terms: Iterable[Term]) -> str:
    """As SQLite has it. Words are letters and digits, so nothing in them means anything there."""
    return " AND ".join(f'"{" ".join(term.words)}"{" *" if term.prefix else ""}' for term in terms)


def without_order(terms: Iterable[Term]) -> list[Term]:
    """The same words, wherever they stand."""
    return [Term((word,), term.prefix and word == term.words[-1]) for term in terms for word in term.words]


def tsquery(terms: Iterable[Term]) -> str:
    """As PostgreSQL has it."""
    return " & ".join(
        "(" + " <-> ".join(f"'{word}'" for word in term.words) + (":*" if term.prefix else "") + ")" for term in terms
    )


def _written(writes: Iterable[Write], key: Key) -> Content | None:
    found = next((write.after for write in writes if write.key == key), None)
    return found if isinstance(found, Content) else None
