"""The directory of colleagues and queues (contract 11.6)."""

from __future__ import annotations

import fnmatch
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proffer.api.resources.directory import fits
from proffer.record import replace
from tests.cast import ADA, BOB, CENTER
from tests.edges.api.desk import Desk


async def names(desk: Desk, query: str) -> list[str]:
    reply = await desk.ask("GET", f"/api/v2/contacts?fields=name&{query}", as_="ada")
    assert reply.pair == (200, 0), reply.body
    return [contact["name"] for contact in reply.json["contacts"]]


async def test_it_lists_colleagues_and_queues_and_counts_them_always(desk: Desk) -> None:
    reply = await desk.ask("GET", "/api/v2/contacts", as_="ada")
    assert reply.json["totalCount"] == 8
    assert reply.json["uris"][0] == f"https://cc.example/api/v2/contacts/{ADA}"
    assert await names(desk, "type=Queue") == ["support", "second-level", "support-out", "support-review"]
    assert await names(desk, "type=User&limit=2&offset=1") == ["bob", "cyn"]
    assert await names(desk, "type=Custom") == []
    assert await names(desk, "channel=voice") == []
    assert await names(desk, "channel=email&name=ada,support,x") == ["ada", "support"]
    assert await names(desk, "type=User&roles=ROLE_SUPERVISOR&phoneNumber=1") == ["sam"]


async def test_the_named_filter_ignores_case_and_knows_a_wildcard() -> None:
    mara = replace(CENTER.users[0], first_name="Mara", last_name="Lindqvist")
    desk = await Desk.open(center=replace(CENTER, users=(mara, *CENTER.users[1:])))
    start = "filterName=NamesOrPhoneNumberMatches&filterParameters="
    assert await names(desk, start + "MARA") == ["Mara Lindqvist"]
    assert await names(desk, start + "*lind*") == ["Mara Lindqvist"]
    assert await names(desk, start + "m*a*t,lindqvist") == ["Mara Lindqvist"]
    assert await names(desk, start + "mara,nobody") == []
    assert await names(desk, start + "*o*") == ["bob", "support", "second-level", "support-out", "support-review"]
    assert await names(desk, start + "ind") == []


@pytest.mark.parametrize("query", ["type=Robot", "filterName=Other", "limit=0", "sortBy=availability"])
async def test_what_it_does_not_know_is_10(desk: Desk, query: str) -> None:
    assert (await desk.ask("GET", f"/api/v2/contacts?{query}", as_="ada")).pair == (400, 10)


async def test_available_is_who_could_be_invited_now(desk: Desk) -> None:
    async def channel(user: str) -> Any:
        reply = await desk.ask("GET", f"/api/v2/contacts/{user}?type=User", as_="sam")
        (found,) = reply.json["contact"]["availability"]["channels"]
        return found["available"], found["userState"]["state"]

    assert await channel(ADA) == (False, "LoggedOut")
    await desk.house.ready(ADA)
    assert await channel(ADA) == (True, "Ready")
    await desk.house.mail()
    assert await channel(ADA) == (False, "Ready")
    await desk.house.ask(ADA, "NotReady")
    assert await channel(ADA) == (False, "NotReady")


async def test_one_contact_is_found_by_its_id_and_type(desk: Desk) -> None:
    queue = CENTER.queues[0].id
    found = await desk.ask("GET", f"/api/v2/contacts/{queue}?type=Queue", as_="ada")
    assert found.json["contact"]["name"] == "support"
    whole = (await desk.ask("GET", f"/api/v2/contacts/{BOB}", as_="ada")).json["contact"]
    assert whole["businessUnits"] == ["Support"]
    assert whole["phoneNumbers"] == []
    assert (await desk.ask("GET", f"/api/v2/contacts/{queue}?type=User", as_="ada")).pair == (404, 6)
    assert (await desk.ask("GET", "/api/v2/contacts/none", as_="ada")).pair == (404, 6)


@given(st.text("ab*", max_size=8), st.text("ab", max_size=8))
def test_a_wildcard_means_what_it_means_in_file_names(pattern: str, text: str) -> None:
    assert fits(text, pattern.split("*")) == fnmatch.fnmatchcase(text, pattern)
