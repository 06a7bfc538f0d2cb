"""The forms of answers (contract 2.3): one resource, a collection, a plain object, a file, nothing but success."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proffer.api.listing import Kind
from proffer.api.query import LIMIT_MAX
from proffer.record import Struct
from proffer.wire.schema import Schema, ref
from proffer.wire.schema.building import INTEGER, STRINGS

JSON = "application/json"
OCTETS = "*/*"

QUERY: dict[str, tuple[Schema, str]] = {
    "fields": ({"type": "string"}, "Names joined with commas, or *; a collection without it answers addresses."),
    "subresources": ({"type": "string"}, "Child collections to embed: names joined with commas, or *."),
    "offset": ({"type": "integer", "minimum": 0, "maximum": 999_999_999}, "Entries to leave out at the start."),
    "limit": ({"type": "integer", "minimum": 1, "maximum": LIMIT_MAX}, "Entries at most."),
    "order": ({"type": "string", "enum": ["asc", "desc"]}, "Of sortBy."),
    "sortBy": ({"type": "string"}, "A field to sort by."),
    "filterName": ({"type": "string", "enum": ["NamesOrPhoneNumberMatches"]}, "A named filter."),
    "text": (
        {"type": "string"},
        "Words that must all be there; in quotes: side by side; with *: a beginning.",
    ),
    "queue": ({"type": "string"}, "The queue it is in, or came from."),
    "agent": ({"type": "string"}, "User name of who holds, sent or finished it."),
    "state": ({"type": "string"}, "States of its life, joined with commas."),
    "disposition": ({"type": "string"}, "Its business outcome."),
    "fromDate": ({"type": "string"}, "Came in from this day or moment on."),
    "toDate": ({"type": "string"}, "Came in until this day or moment."),
    "next": ({"type": "string"}, "Where to go on: what the last answer gave."),
    "filterParameters": ({"type": "string"}, "Its arguments, joined with commas; * stands for anything."),
    "type": ({"type": "string"}, "Which kind is meant."),
    "name": ({"type": "string"}, "Names, exact, joined with commas."),
}
PAGING = ("offset", "limit", "sortBy", "order")


class Answered(Struct, frozen=True):
    """The body of a 200, its media type, and the query parameters that are looked at: name → schema, text."""

    schema: Schema
    query: Mapping[str, tuple[Schema, str]] = {}
    media: str = JSON


def an_object(
    *query: str, always: Mapping[str, Schema], sometimes: Mapping[str, Schema] | None = None, code: int = 0
) -> Answered:
    """An object of its own with these fields beside statusCode."""
    return Answered(_envelope(always, sometimes or {}, code), {name: _parameter(name, None) for name in query})


def one(singular: str, name: str, kind: Kind | None = None, *query: str) -> Answered:
    """`{"email": {…}}`; with a kind its `fields` can be chosen."""
    chosen = ("fields", *query) if kind is not None else query
    return an_object(*chosen, always={singular: ref(name)})


def listed(plural: str, name: str, *query: str) -> Answered:
    """`{"tokens": [{…}]}`, whatever is asked."""
    return an_object(*query, always={plural: {"type": "array", "items": ref(name)}})


def collection(kind: Kind, name: str, *query: str, always_counted: bool = False) -> Answered:
    """`uris`, or with `fields` the objects; filters by the kind's fields; paged."""
    counted = {"totalCount": INTEGER}
    always, sometimes = (counted, {}) if always_counted else ({}, counted)
    shapes = [
        _envelope({"uris": STRINGS, **always}, sometimes),
        _envelope({kind.plural: {"type": "array", "items": ref(name)}, **always}, sometimes),
    ]
    names = dict.fromkeys(("fields", *query, *PAGING, *sorted(kind.scalars | kind.lists)))
    return Answered({"anyOf": shapes}, {each: _parameter(each, kind) for each in names})


def done() -> Answered:
    """`{"statusCode": 0}`."""
    return Answered(ref("Success"))


def linked() -> Answered:
    """Success; for a client that sent an id of its own with the ids (contract 2.12)."""
    return Answered(ref("Linked"))


DOCUMENT = Answered({}, media=OCTETS)
MESSAGE_SOURCE = Answered({}, media="message/rfc822")


def _envelope(always: Mapping[str, Schema], sometimes: Mapping[str, Schema], code: int = 0) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"statusCode": {"const": code}, **always, **sometimes},
        "required": ["statusCode", *always],
        "additionalProperties": False,
    }


def _parameter(name: str, kind: Kind | None) -> tuple[Schema, str]:
    schema, text = QUERY.get(name, ({"type": "string"}, "Only those with this value."))
    if name == "sortBy" and kind is not None:
        schema = {**schema, "enum": sorted(kind.scalars)}
    return schema, text
