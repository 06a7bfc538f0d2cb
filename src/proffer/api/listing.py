"""Turns objects into the answers of GET: chosen fields, filters, sorting, paging (contract 2.3, 2.4). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from proffer.api.query import ALL, Page, Query, read_order, read_page
from proffer.operations.refused import OUT_OF_RANGE, Refused
from proffer.record import Struct

Object = Mapping[str, Any]


class Kind(Struct, frozen=True):
    """A kind of resource: its names in answers, and which of its fields a query can name."""

    singular: str
    plural: str
    scalars: frozenset[str]  # to filter and to sort by
    lists: frozenset[str] = frozenset()  # arrays of words: a filter matches one of them


class Listed(Struct, frozen=True):
    """One entry of a collection: its address, and the object itself."""

    uri: str
    object: Object


def single(kind: Kind, found: Object, query: Query, children: Object | None = None) -> dict[str, Any]:
    """`{"<singular>": {…}}`; embedded children stay whatever the fields asked for."""
    return {kind.singular: {**chosen(found, query.fields), **(children or {})}}


def collection(kind: Kind, entries: Iterable[Listed], query: Query, *, limit: int | None = None) -> dict[str, Any]:
    """`{"uris": […]}` without fields, `{"<plural>": […]}` with; `limit` for a collection that is always paged."""
    page = read_page(query, limit=limit)
    found = in_order(kind, [entry for entry in entries if matches(kind, entry.object, query)], query)
    shown = cut(found, page)
    answer: dict[str, Any]
    if query.fields is None and not query.subresources:
        answer = {"uris": [entry.uri for entry in shown]}
    else:
        fields = query.fields if not query.subresources else None
        answer = {kind.plural: [chosen(entry.object, fields) for entry in shown]}
    if page.counted:
        answer["totalCount"] = len(found)
    return answer


def chosen(found: Object, fields: frozenset[str] | None) -> Object:
    """The object with the fields asked for; unknown names are ignored."""
    if fields is None or ALL in fields:
        return found
    return {name: value for name, value in found.items() if name in fields}


def matches(kind: Kind, found: Object, query: Query) -> bool:
    """Does it equal every filter? A parameter that names no field is ignored."""
    for name, wanted in query.values.items():
        if name in kind.scalars:
            if word(found.get(name)) != wanted:
                return False
        elif name in kind.lists and wanted not in found.get(name, ()):
            return False
    return True


def in_order(kind: Kind, entries: list[Listed], query: Query) -> list[Listed]:
    """Sorted by a scalar field, if asked; objects without it come last."""
    by = query.values.get("sortBy")
    descending = read_order(query)
    if by is None:
        return entries
    if by not in kind.scalars:
        raise Refused(OUT_OF_RANGE, f"A {kind.singular} cannot be sorted by this field.")
    having = [entry for entry in entries if entry.object.get(by) is not None]
    having.sort(key=lambda entry: entry.object[by], reverse=descending)
    return having + [entry for entry in entries if entry.object.get(by) is None]


def cut(found: Sequence[Listed], page: Page) -> Sequence[Listed]:
    """The page of it."""
    return found[page.offset :] if page.limit is None else found[page.offset : page.offset + page.limit]


def word(value: Any) -> str | None:
    """A scalar as a query writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)
