"""GET /api/x/v1/emails: words and filters in, the newest emails that the caller may read out."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.cast import ADA
from tests.edges.api.desk import Desk

EMAILS = "/api/x/v1/emails"


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = await Desk.open()
    await desk.house.ready(ADA)
    for subject in ("Invoice one", "Invoice two", "Invoice three"):
        email = await desk.house.mail(subject, from_="jonas@x.example")
        if subject != "Invoice three":
            await desk.house.ask(ADA, "Accept", email)
            await desk.house.ask(ADA, "Complete", email)
    yield desk
    desk.house.close()


async def subjects(desk: Desk, query: str, as_: str = "ada") -> list[str]:
    reply = await desk.ask("GET", f"{EMAILS}?{query}", as_=as_)
    assert reply.pair == (200, 0), reply.body
    return [one["subject"] for one in reply.json["emails"]]


async def test_the_newest_come_first_with_all_that_a_list_shows(desk: Desk) -> None:
    reply = await desk.ask("GET", f"{EMAILS}?text=invoice+two", as_="ada")
    [one] = reply.json["emails"]
    assert (one["subject"], one["queue"], one["from"], one["state"]) == (
        "Invoice two",
        "support",
        "jonas@x.example",
        "Completed",
    )
    assert await subjects(desk, "text=inv*") == ["Invoice three", "Invoice two", "Invoice one"]


async def test_agents_find_what_they_may_read(desk: Desk) -> None:
    assert await subjects(desk, "text=invoice", "bob") == ["Invoice two", "Invoice one"]
    assert await subjects(desk, "text=invoice", "sam") == ["Invoice three", "Invoice two", "Invoice one"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ("queue=support", 3),
        ("queue=other", 0),
        ("agent=ada", 2),
        ("agent=bob", 0),
        ("state=Stopped", 2),
        ("state=Offered,Queued", 1),
        ("disposition=solved", 0),
        ("fromDate=2026-03-02&toDate=2026-03-02", 3),
        ("toDate=2026-03-01", 0),
    ],
)
async def test_filters_choose_among_them(desk: Desk, filters: str, expected: int) -> None:
    assert len(await subjects(desk, f"text=invoice&{filters}", "sam")) == expected


async def test_the_next_page_goes_on_where_this_one_ends(desk: Desk) -> None:
    first = await desk.ask("GET", f"{EMAILS}?text=invoice&limit=2", as_="sam")
    assert len(first.json["emails"]) == 2
    second = await desk.ask("GET", f"{EMAILS}?text=invoice&limit=2&next={first.json['next']}", as_="sam")
    assert [one["subject"] for one in second.json["emails"]] == ["Invoice one"]
    assert "next" not in second.json


@pytest.mark.parametrize(
    ("query", "pair"),
    [
        ("", (400, 1)),
        ("text=%22", (400, 10)),
        ("text=" + "a" * 1_001, (400, 10)),
        ("text=a&state=Lost", (400, 10)),
        ("text=a&agent=nobody", (400, 10)),
        ("text=a&next=x", (400, 10)),
        ("text=a&fromDate=soon", (400, 10)),
        ("text=a&limit=0", (400, 10)),
    ],
)
async def test_what_is_wrong_is_said(desk: Desk, query: str, pair: tuple[int, int]) -> None:
    assert (await desk.ask("GET", f"{EMAILS}?{query}", as_="ada")).pair == pair
