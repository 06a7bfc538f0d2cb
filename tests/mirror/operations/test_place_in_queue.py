"""PlaceInQueue: into a queue, with user data changed in the same step (contract 10.22)."""

from __future__ import annotations

from typing import Any

import pytest

from proffer.interaction.email import OFFERED, QUEUED, STOPPED
from tests.cast import ADA, BOB, House
from tests.mirror.operations.drafting import code_of, created, last


@pytest.fixture
async def house() -> House:
    house = await House.open()
    await house.ready(ADA)
    return house


async def accepted(house: House) -> str:
    email = await house.mail()
    await house.ask(ADA, "Accept", email)
    return email


async def test_it_waits_in_the_queue_with_its_user_data_changed(house: House) -> None:
    email = await accepted(house)
    await house.ask(ADA, "AttachUserData", email, userData={"old": 1, "kept": 2})
    raw = {"addedProperties": {"new": 3}, "changedProperties": {"kept": 4}, "deletedProperties": ["old"]}
    await house.ask(ADA, "PlaceInQueue", email, queueName="second-level", reason="second level", **raw)
    found = await house.email(email)
    assert (found.state, found.queue, found.holder, found.refused) == (QUEUED, "second-level", None, ())
    assert (found.user_data["new"], found.user_data["kept"], found.user_data.get("old")) == (3, 4, None)
    assert last(house).email.user_data["new"] == 3
    placed = (await house.store.journal(email))[-1]
    assert (placed.type, placed.body["reason"]) == ("EmailPlaced", "second level")


async def test_back_is_where_it_came_from_and_its_giver_may_be_asked_again(house: House) -> None:
    email = await accepted(house)
    await house.ready(BOB)
    await house.ask(ADA, "PlaceInQueue", email, queueName="__BACK__")
    await house.settle()
    found = await house.email(email)
    assert (found.state, found.queue) == (OFFERED, "support")


async def test_stop_finishes_it(house: House) -> None:
    email = await accepted(house)
    await house.ask(ADA, "PlaceInQueue", email, queueName="__STOP__", addedProperties={"k": 1})
    found = await house.email(email)
    assert (found.state, found.user_data["k"]) == (STOPPED, 1)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ({}, 1),
        ({"queueName": ""}, 1),
        ({"queueName": "nowhere"}, 6),
        ({"queueName": "support-out"}, 10),
        ({"queueName": "support", "addedProperties": {"k": []}}, 10),
        ({"queueName": "support", "deletedProperties": "k"}, 10),
        ({"queueName": "support", "reason": "x" * 256}, 10),
        ({"queueName": "support", "addedProperties": {"k": "x" * 70_000}}, 10),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_changed(house: House, raw: Any, code: int) -> None:
    email = await accepted(house)
    before = await house.email(email)
    assert await code_of(house, "PlaceInQueue", email, **raw) == code
    assert await house.email(email) == before


async def test_a_draft_is_not_placed(house: House) -> None:
    assert await code_of(house, "PlaceInQueue", await created(house), queueName="support") == 2
