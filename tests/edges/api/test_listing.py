"""Fields, filters, sorting, paging: the pure functions (contract 2.3, 2.4)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proffer.api.listing import Kind, Listed, chosen, collection, single
from proffer.api.query import Query, read_query
from proffer.operations.refused import Refused

DESK = Kind("desk", "desks", scalars=frozenset(("name", "floor", "free")), lists=frozenset(("tags",)))
DESKS = (
    {"name": "b", "floor": 2, "free": True, "tags": ["window"], "lamp": {"watts": 7}},
    {"name": "a", "floor": 1, "free": False, "tags": []},
    {"name": "c", "free": True},
)
ENTRIES = [Listed(f"/desks/{desk['name']}", desk) for desk in DESKS]


def listed(query: str, **options: Any) -> dict[str, Any]:
    return collection(DESK, ENTRIES, read_query(query.encode()), **options)


def names(query: str) -> list[str]:
    return [desk["name"] for desk in listed(f"fields=name&{query}")["desks"]]


def test_without_fields_a_collection_is_its_addresses() -> None:
    assert listed("") == {"uris": ["/desks/b", "/desks/a", "/desks/c"]}
    assert listed("fields=") == {"uris": ["/desks/b", "/desks/a", "/desks/c"]}
    assert collection(DESK, [], Query()) == {"uris": []}
    assert collection(DESK, [], read_query(b"fields=*")) == {"desks": []}


def test_fields_choose_and_unknown_names_are_ignored() -> None:
    assert listed("fields=name,nonsense&limit=1")["desks"] == [{"name": "b"}]
    assert listed("fields=name&fields=floor&limit=1")["desks"] == [{"name": "b", "floor": 2}]
    assert listed("fields=nonsense&limit=1")["desks"] == [{}]
    assert listed("fields=*")["desks"] == list(DESKS)


def test_subresources_on_a_collection_imply_all_fields() -> None:
    assert listed("subresources=lamps&fields=name")["desks"] == list(DESKS)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("name=a", ["a"]),
        ("floor=2", ["b"]),
        ("floor=02", []),
        ("free=true", ["b", "c"]),
        ("free=True", []),
        ("free=true&floor=2", ["b"]),
        ("free=true&floor=1", []),
        ("floor=", []),
        ("tags=window", ["b"]),
        ("tags=door", []),
        ("lamp=x", ["b", "a", "c"]),
        ("nonsense=1", ["b", "a", "c"]),
        ("Name=a", ["b", "a", "c"]),
    ],
)
def test_filters_compare_with_fields_and_ignore_other_names(query: str, found: list[str]) -> None:
    assert names(query) == found


def test_sorting_keeps_what_lacks_the_field_at_the_end() -> None:
    assert names("sortBy=name") == ["a", "b", "c"]
    assert names("sortBy=name&order=desc") == ["c", "b", "a"]
    assert names("sortBy=floor") == ["a", "b", "c"]
    assert names("sortBy=floor&order=desc") == ["b", "a", "c"]


@pytest.mark.parametrize("query", ["sortBy=lamp", "sortBy=nonsense", "sortBy=", "order=", "order=DESC", "limit=1001"])
def test_what_cannot_be_sorted_or_paged_is_10(query: str) -> None:
    with pytest.raises(Refused) as refused:
        listed(query)
    assert refused.value.code == 10


def test_a_paged_answer_tells_the_whole_number() -> None:
    assert listed("offset=1") == {"uris": ["/desks/a", "/desks/c"], "totalCount": 3}
    assert listed("limit=1&free=true") == {"uris": ["/desks/b"], "totalCount": 2}
    assert listed("offset=9") == {"uris": [], "totalCount": 3}
    assert listed("", limit=2) == {"uris": ["/desks/b", "/desks/a"], "totalCount": 3}
    assert listed("limit=3", limit=2)["uris"] == ["/desks/b", "/desks/a", "/desks/c"]


def test_a_single_resource_keeps_its_children_whatever_the_fields() -> None:
    assert single(DESK, DESKS[0], read_query(b"fields=name"), {"lamps": []}) == {"desk": {"name": "b", "lamps": []}}


@given(st.binary(max_size=200))
def test_any_query_can_be_read_or_is_10(raw: bytes) -> None:
    refused = 0
    try:
        query = read_query(raw)
        collection(DESK, ENTRIES, query)
        assert all(chosen(desk, query.fields).items() <= desk.items() for desk in DESKS)
    except Refused as error:
        refused = error.code
    assert refused in (0, 10)
