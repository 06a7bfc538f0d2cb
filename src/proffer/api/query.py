"""Reads a query string: fields, subresources, filters, sorting, paging (contract 2.3, 2.4)."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from proffer.operations.refused import OUT_OF_RANGE, Refused
from proffer.record import Struct

LIMIT_MAX = 1_000
PARAMETERS_MAX = 100
ALL = "*"
_DIGITS_MAX = 9


class Query(Struct, frozen=True):
    """Names asked for in `fields` (None: not asked) and in `subresources`; in `values` every parameter."""

    fields: frozenset[str] | None = None
    subresources: frozenset[str] = frozenset()
    values: Mapping[str, str] = {}

    def wants(self, subresource: str) -> bool:
        """Is this child collection to be embedded?"""
        return subresource in self.subresources or ALL in self.subresources


class Page(Struct, frozen=True):
    """A part of a collection. `counted`: the answer tells the whole number."""

    offset: int = 0
    limit: int | None = None
    counted: bool = False


NOTHING_ASKED = Query()


def read_query(raw: bytes) -> Query:
    """Names that do not exist are ignored later; only what cannot be read at all is refused."""
    if not raw:
        return NOTHING_ASKED
    try:
        pairs = parse_qsl(raw.decode("latin-1"), keep_blank_values=True, max_num_fields=PARAMETERS_MAX)
    except ValueError:
        raise Refused(OUT_OF_RANGE, f"The query has more than {PARAMETERS_MAX} parameters.") from None
    return Query(_names("fields", pairs), _names("subresources", pairs) or frozenset(), dict(pairs))


def read_page(query: Query, *, limit: int | None = None) -> Page:
    """`offset` and `limit`; the argument is the limit of a collection that is always paged."""
    counted = limit is not None or "offset" in query.values or "limit" in query.values
    return Page(
        _integer(query, "offset", 0, 10**_DIGITS_MAX - 1) or 0,
        limit if (given := _integer(query, "limit", 1, LIMIT_MAX)) is None else given,
        counted,
    )


def read_order(query: Query) -> bool:
    """Is it descending?"""
    order = query.values.get("order", "asc")
    if order not in ("asc", "desc"):
        raise Refused(OUT_OF_RANGE, "Parameter order must be asc or desc.")
    return order == "desc"


def _names(name: str, pairs: list[tuple[str, str]]) -> frozenset[str] | None:
    found = frozenset(word.strip() for key, value in pairs if key == name for word in value.split(",")) - {""}
    return found or None


def _integer(query: Query, name: str, least: int, most: int) -> int | None:
    text = query.values.get(name)
    if text is None:
        return None
    value = int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS_MAX else -1
    if not least <= value <= most:
        raise Refused(OUT_OF_RANGE, f"Parameter {name} must be an integer from {least} to {most}.")
    return value
