"""Transfer: a colleague may accept or reject it, the giver keeps it until then and learns the outcome (10.11, 9.3)."""

from __future__ import annotations

from typing import Any

import pytest

from proffer.agents.login import Login, login_key
from proffer.interaction.email import HELD, OFFERED, QUEUED
from proffer.interaction.notices import EmailNotice
from proffer.operations.refused import Refused
from tests.cast import ADA, BOB, CYN, SAM, House, with_options

TO_BOB = {"userUri": f"https://cc.example/api/v2/users/{BOB}"}
ALL = (
    "Reply,ReplyAll,Transfer,AddComment,AttachUserData,UpdateUserData,DeleteUserData,SetDisposition,SetInFocus,Complete"
)


@pytest.fixture
async def house() -> House:
    house = await House.open()
    await house.ready(ADA, BOB)
    return house


async def held_by_ada(house: House) -> str:
    """An email in ada's hands, and nothing else known to anybody."""
    await house.ask(BOB, "DoNotDisturbOn")
    email = await house.mail("Invoice")
    await house.ask(ADA, "Accept", email)
    await house.ask(BOB, "DoNotDisturbOff")
    house.notices.clear()
    return email


async def given_to_bob(house: House) -> str:
    email = await held_by_ada(house)
    await house.ask(ADA, "Transfer", email, **TO_BOB)
    return email


def told(house: House, agent: str) -> list[tuple[str, str, str, int | None, str | None]]:
    """(kind, state, capabilities, reference, what went wrong) of each notice for an agent since the last look."""
    found = [n for n in house.notices if isinstance(n, EmailNotice) and agent in n.to]
    house.notices = [n for n in house.notices if agent not in n.to]
    return [
        (
            n.kind,
            n.view.state,
            ",".join(n.view.capabilities),
            n.reference,
            None if n.failure is None else n.failure.message,
        )
        for n in found
    ]


async def in_hand(house: House, agent: str) -> list[str]:
    login = await house.records.get(login_key(agent))
    return [item.email for item in login.in_hand] if isinstance(login, Login) else []


async def refusal(house: House, agent: str, operation: str, email: str, **raw: Any) -> int:
    with pytest.raises(Refused) as refused:
        await house.ask(agent, operation, email, **raw)
    return refused.value.code


async def test_the_target_is_invited_and_the_giver_keeps_it_without_being_able_to_do_anything(house: House) -> None:
    email = await given_to_bob(house)
    assert told(house, ADA) == [("PropertiesUpdated", "Processing", "", 2, None)]
    assert told(house, BOB) == [("StatusChange", "Invited", "Accept,Reject", None, None)]
    assert (await house.email(email)).state == OFFERED
    assert (await in_hand(house, ADA), await in_hand(house, BOB)) == ([email], [email])
    assert await refusal(house, ADA, "Complete", email) == 2
    assert await refusal(house, ADA, "Transfer", email, queueName="support") == 2


async def test_the_target_accepts_and_the_giver_is_told_completed_with_the_number_of_his_transfer(house: House) -> None:
    email = await given_to_bob(house)
    house.notices.clear()
    await house.ask(BOB, "Accept", email)
    assert told(house, ADA) == [("StatusChange", "Completed", "", 2, None)]
    assert told(house, BOB) == [("StatusChange", "Processing", ALL, 1, None)]
    record = await house.email(email)
    assert (record.state, record.holder, record.invitation) == (HELD, BOB, None)
    assert (await in_hand(house, ADA), await in_hand(house, BOB)) == ([], [email])
    assert await refusal(house, ADA, "Complete", email) == 2  # it was his


async def test_the_target_rejects_and_the_giver_is_told_why_and_has_it_again(house: House) -> None:
    email = await given_to_bob(house)
    house.notices.clear()
    await house.ask(BOB, "Reject", email)
    assert told(house, ADA) == [("Error", "Processing", ALL, 2, "Agent E1002 rejected the transfer.")]
    assert told(house, BOB) == [("StatusChange", "Completed", "", 1, None)]
    record = await house.email(email)
    assert (record.state, record.holder, record.refused) == (HELD, ADA, ())
    assert "PegRejected" not in record.user_data
    await house.ask(ADA, "Complete", email)


async def test_a_transfer_that_nobody_answers_comes_back_after_the_delivering_timeout(house: House) -> None:
    email = await given_to_bob(house)
    house.notices.clear()
    await house.pass_time(30_000)
    assert told(house, ADA) == [("Error", "Processing", ALL, 2, "Agent E1002 did not answer the transfer in time.")]
    assert told(house, BOB) == [("StatusChange", "Revoked", "", None, None)]
    assert (await house.email(email)).holder == ADA


@pytest.mark.parametrize("leaves", ["EndContactCenterSession", "Offline"])
async def test_a_target_who_leaves_gives_it_back_to_the_giver(house: House, leaves: str) -> None:
    email = await given_to_bob(house)
    house.notices.clear()
    await house.ask(BOB, leaves)
    error = ("Error", "Processing", ALL, 2, "Agent E1002 left before answering the transfer.")
    assert told(house, ADA) == [error]
    assert told(house, BOB)[0] == ("StatusChange", "Revoked", "", None, None)
    assert (await house.email(email)).holder == ADA


async def test_a_target_whose_client_is_lost_gives_it_back_after_the_grace() -> None:
    house = await House.open(with_options(delivering_timeout_seconds=300))
    await house.ready(ADA, BOB)
    house.presence.came(BOB)
    await house.settle()
    email = await given_to_bob(house)
    house.notices.clear()
    house.presence.gone(BOB, "expired")
    await house.settle()
    await house.pass_time(30_000)
    assert [what[0] for what in told(house, ADA)] == ["Error"]
    assert (await house.email(email)).holder == ADA


async def test_the_handling_timer_stands_still_meanwhile_and_starts_again_when_it_comes_back() -> None:
    house = await House.open(with_options(delivering_timeout_seconds=3_600, handling_timeout_minutes=30))
    await house.ready(ADA, BOB)
    email = await given_to_bob(house)
    await house.pass_time(1_800_000)
    assert (await house.email(email)).state == OFFERED
    await house.ask(BOB, "Reject", email)
    await house.pass_time(1_799_999)
    assert (await house.email(email)).holder == ADA
    await house.pass_time(1)
    assert (await house.email(email)).holder is None


async def test_an_email_whose_giver_has_logged_out_goes_to_its_queue_when_the_target_rejects_it(house: House) -> None:
    email = await given_to_bob(house)
    await house.ask(ADA, "EndContactCenterSession")
    assert (await house.email(email)).state == OFFERED
    await house.ask(BOB, "Reject", email)
    record = await house.email(email)
    assert (record.state, record.holder, record.refused) == (QUEUED, None, (BOB,))
    assert await in_hand(house, ADA) == []
    await house.pass_time(10_000)  # only after the pause the same agent is asked again
    assert [what[:2] for what in told(house, BOB)][-1] == ("StatusChange", "Invited")


async def test_a_giver_who_came_back_meanwhile_is_told_without_the_number_of_an_earlier_session(house: House) -> None:
    email = await given_to_bob(house)
    await house.ask(ADA, "EndContactCenterSession")
    await house.ask(ADA, "StartContactCenterSession", place="desk-a")
    house.notices.clear()
    await house.ask(BOB, "Reject", email)
    assert told(house, ADA) == [("Error", "Processing", ALL, None, "Agent E1002 rejected the transfer.")]


async def test_several_emails_of_one_giver_come_back_when_the_target_leaves() -> None:
    house = await House.open(with_options(email_capacity=2))
    await house.ready(ADA, BOB)
    first, second = await given_to_bob(house), await given_to_bob(house)
    await house.ask(ADA, "Offline")
    house.notices.clear()
    await house.ask(BOB, "EndContactCenterSession")
    assert [what[1] for what in told(house, ADA)] == ["Revoked", "Revoked"]
    assert await in_hand(house, ADA) == []
    assert [(await house.email(one)).state for one in (first, second)] == [QUEUED, QUEUED]


async def test_of_an_accept_and_a_timeout_at_the_same_moment_one_wins(house: House) -> None:
    email = await given_to_bob(house)
    house.clock.go(30_000)
    house.acts.timers._wake()
    try:
        await house.ask(BOB, "Accept", email)
        holder = BOB
    except Refused:
        holder = ADA
    await house.settle()
    record = await house.email(email)
    assert (record.state, record.holder) == (HELD, holder)
    assert [await in_hand(house, agent) for agent in (ADA, BOB)].count([email]) == 1


async def test_to_a_queue_it_leaves_at_once_and_the_giver_counts_as_not_having_refused(house: House) -> None:
    email = await held_by_ada(house)
    await house.ask(BOB, "Offline")
    await house.ask(ADA, "Transfer", email, queueName="support")
    await house.settle()
    assert told(house, ADA)[0] == ("StatusChange", "Completed", "", 2, None)
    record = await house.email(email)
    assert (record.state, record.refused) == (OFFERED, ())  # ada is free again, and the only one there
    assert record.invitation is not None
    assert record.invitation.giver is None


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ({}, 1),
        ({"userUri": ""}, 1),
        ({"userUri": f"/users/{BOB}", "queueName": "support"}, 10),
        ({"userUri": 7}, 10),
        ({"userUri": f"/users/{ADA}"}, 10),
        ({"userUri": "/users/nobody"}, 6),
        ({"userUri": f"/users/{SAM}"}, 6),  # a supervisor only
        ({"userUri": "http://[/users/x"}, 6),
        ({"queueName": "nowhere"}, 6),
        ({"queueName": "support-out"}, 10),
        ({"userUri": f"/users/{CYN}"}, 2),  # never logged in
    ],
)
async def test_what_is_wrong_with_a_transfer_is_said_in_the_contracts_codes(
    house: House, raw: dict[str, Any], code: int
) -> None:
    email = await held_by_ada(house)
    assert await refusal(house, ADA, "Transfer", email, **raw) == code
    assert (await house.email(email)).holder == ADA


@pytest.mark.parametrize("state", ["NotReady", "DoNotDisturbOn", "Offline"])
async def test_a_target_who_is_not_ready_is_not_invited(house: House, state: str) -> None:
    email = await held_by_ada(house)
    await house.ask(BOB, state)
    assert await refusal(house, ADA, "Transfer", email, **TO_BOB) == 2


async def test_the_capacity_of_the_target_is_not_asked(house: House) -> None:
    busy = await held_by_ada(house)
    await house.mail("Another one")
    await house.settle()
    assert len(await in_hand(house, BOB)) == 1
    await house.ask(ADA, "Transfer", busy, **TO_BOB)
    assert len(await in_hand(house, BOB)) == 2
