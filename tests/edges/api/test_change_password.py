"""ChangePassword: answered at once, the result is pushed (contract 3.1)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from proffer.record import replace
from tests.cast import ADA, NOON
from tests.edges.api.desk import QUICK, SECRET, Desk, credential

NEW = "battery staple"


def change(old: Any = SECRET, new: Any = NEW) -> dict[str, Any]:
    return {"operationName": "ChangePassword", "oldPassword": old, "newPassword": new}


async def test_the_new_password_counts_from_now_on_and_the_old_one_no_more(desk: Desk) -> None:
    cookie = await desk.log_in()
    reply = await desk.ask("POST", "/api/v2/me", change(), cookie=cookie)
    assert (reply.status, reply.body) == (200, b'{"statusCode":0}')
    ((user, notice),) = desk.pushed
    assert (user, notice.to, notice.code, notice.topic) == (ADA, (ADA,), 0, "/v2/me")
    assert (await desk.ask("GET", "/api/v2/me", as_="ada")).pair == (403, 20)
    assert (await desk.ask("GET", "/api/v2/me", as_="ada", password=NEW)).pair == (200, 0)
    assert (await desk.ask("GET", "/api/v2/me", cookie=cookie)).pair == (200, 0)
    stored = await desk.house.records.get(("credential", ADA))
    assert stored.changed_at == NOON  # type: ignore[union-attr]
    assert NEW not in repr(stored)


async def test_who_had_to_change_it_is_let_in_afterwards(desk: Desk) -> None:
    await credential(desk.house, ADA, must_change=True)
    refused = await desk.ask("GET", "/api/v2/me", as_="ada")
    assert refused.pair == (403, 8)
    assert refused.cookie is not None
    assert (await desk.ask("POST", "/api/v2/me", change(), cookie=refused.cookie)).pair == (200, 0)
    assert (await desk.ask("GET", "/api/v2/me", cookie=refused.cookie)).pair == (200, 0)


async def test_a_change_demanded_later_reaches_open_sessions_within_a_minute(desk: Desk) -> None:
    cookie = await desk.log_in()
    await credential(desk.house, ADA, must_change=True)
    desk.hands.go(61_000)
    assert (await desk.ask("GET", "/api/v2/me", cookie=cookie)).pair == (403, 8)


@pytest.mark.parametrize(
    ("body", "code"),
    [(change(old="wrong"), 2), (change(new="short"), 1), (change(new="x" * 257), 1), (change(new="x" * 256), 0)],
)
async def test_a_change_that_cannot_be_is_told_in_the_notification(desk: Desk, body: Any, code: int) -> None:
    assert (await desk.ask("POST", "/api/v2/me", body, as_="ada")).pair == (200, 0)
    ((_, notice),) = desk.pushed
    assert notice.code == code
    assert bool(notice.message) == (code != 0)


@pytest.mark.parametrize(
    ("body", "pair"),
    [
        ({"operationName": "ChangePassword"}, (400, 1)),
        (change(old=None), (400, 1)),
        (change(new=""), (400, 1)),
        (change(new=7), (400, 10)),
        (change(old=[]), (400, 10)),
    ],
)
async def test_its_parameters_are_two_strings(desk: Desk, body: Any, pair: tuple[int, int]) -> None:
    assert (await desk.ask("POST", "/api/v2/me", body, as_="ada")).pair == pair
    assert desk.pushed == []


async def test_an_open_desktop_is_no_place_to_guess_at_the_password() -> None:
    desk = await Desk.open(replace(QUICK, failed_logins_max=2))
    cookie = await desk.log_in()
    for n in range(2):
        assert (await desk.ask("POST", "/api/v2/me", change(old=f"guess {n}"), cookie=cookie)).pair == (200, 0)
    assert (await desk.ask("POST", "/api/v2/me", change(), cookie=cookie)).pair == (429, 20)


async def test_of_two_changes_at_once_one_is_told_that_it_failed(desk: Desk) -> None:
    cookie = await desk.log_in()
    await asyncio.gather(*(desk.ask("POST", "/api/v2/me", change(new=f"{NEW} {n}"), cookie=cookie) for n in range(2)))
    assert sorted(notice.code for _, notice in desk.pushed) == [0, 3]
