"""A draft never vanishes: when its agent leaves or holds it for too long, it lies in his draft workbin (4.5, 12.3)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proffer.agents.login import Login, login_key
from proffer.automatic.park import drafts_key
from proffer.interaction.email import HELD, QUEUED, SHELVED
from proffer.interaction.notices import EmailNotice, WorkbinNotice
from proffer.interaction.utc import utc_seconds
from proffer.interaction.workbin import Workbin
from proffer.operations.frame import Request
from tests.cast import ADA, BOB, CENTER, House
from tests.mirror.operations.drafting import created

HANDLING_MS = 180 * 60_000
TO_BOB = {"userUri": f"/users/{BOB}"}


@pytest.fixture
async def house() -> House:
    house = await House.open()
    await house.ready(ADA, BOB)
    return house


async def log_out(house: House) -> None:
    await house.ask(ADA, "EndContactCenterSession")


async def go_offline(house: House) -> None:
    await house.ask(ADA, "Offline")


async def hold_too_long(house: House) -> None:
    await house.pass_time(HANDLING_MS)


LEAVES = (log_out, go_offline, hold_too_long)


async def drafts_of(house: House, agent: str) -> tuple[str, ...]:
    record = await house.records.get(drafts_key(agent, CENTER))
    return record.items if isinstance(record, Workbin) else ()


async def in_hand(house: House, agent: str) -> list[str]:
    login = await house.records.get(login_key(agent))
    assert isinstance(login, Login)
    return [item.email for item in login.in_hand]


@pytest.mark.parametrize("leave", LEAVES)
async def test_a_draft_goes_to_the_draft_workbin(house: House, leave: Callable[[House], Awaitable[None]]) -> None:
    drafts = [await created(house), await created(house)]
    house.notices.clear()
    await leave(house)
    for draft in drafts:
        email = await house.email(draft)
        assert (email.state, email.holder, email.handling_deadline) == (SHELVED, None, None)
        assert email.workbin == drafts_key(ADA, CENTER)[1]
    assert await drafts_of(house, ADA) == tuple(drafts)
    assert await in_hand(house, ADA) == []
    told = [(n.kind, n.view.state, n.reference) for n in house.notices if isinstance(n, EmailNotice)]
    assert told == [("StatusChange", "Revoked", None)] * 2
    assert [n.action for n in house.notices if isinstance(n, WorkbinNotice)] == ["ItemAdded"] * 2


async def test_it_is_pulled_from_there_after_the_next_log_in(house: House) -> None:
    draft = await created(house)
    await log_out(house)
    await house.ready(ADA)
    workbin = drafts_key(ADA, CENTER)[1]
    request = Request(operation="PullEmail", raw={"id": draft}, email=draft, agent=ADA, actor=ADA, workbin=workbin)
    await house.performer.on_workbin(request, insight=False)
    email = await house.email(draft)
    assert (email.state, email.holder, email.workbin) == (HELD, ADA, None)
    assert await drafts_of(house, ADA) == ()


async def test_inbound_emails_go_back_to_their_queue_as_before(house: House) -> None:
    await house.ask(BOB, "NotReady")
    email = await house.mail()
    await house.ask(ADA, "Accept", email)
    draft = await created(house)
    await log_out(house)
    assert (await house.email(email)).state == QUEUED
    assert (await house.email(draft)).state == SHELVED


@pytest.mark.parametrize("answer", ["Reject", "Offline", "nothing"])
async def test_a_draft_comes_back_to_the_workbin_of_a_giver_who_is_gone(house: House, answer: str) -> None:
    drafts = [await created(house), await created(house)]
    for draft in drafts:
        await house.ask(ADA, "Transfer", draft, **TO_BOB)
    await log_out(house)
    if answer == "Reject":
        for draft in drafts:
            await house.ask(BOB, "Reject", draft)
    elif answer == "Offline":
        await house.ask(BOB, "Offline")
    else:
        await house.pass_time(30_000)
    await house.settle()
    assert [(await house.email(draft)).state for draft in drafts] == [SHELVED, SHELVED]
    assert await drafts_of(house, ADA) == tuple(drafts)
    assert await in_hand(house, ADA) == []
    assert await in_hand(house, BOB) == []


async def test_user_data_says_where_it_lies_and_since_when(house: House) -> None:
    draft = await created(house)
    await log_out(house)
    keys = (await house.email(draft)).user_data
    assert (keys["Workbin"], keys["WorkbinAgentId"], keys["InteractionId"]) == ("email-draft-wb", "E1001", draft)
    assert keys["OccuredAt"] == utc_seconds(house.clock.now())


@given(st.integers(0, 4_102_444_800_000))
def test_a_moment_is_written_as_the_calendar_has_it(ms: int) -> None:
    expected = datetime.fromtimestamp(ms // 1_000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert utc_seconds(ms) == expected
