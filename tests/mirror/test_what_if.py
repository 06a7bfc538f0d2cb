"""What if …? Each question somebody may ask about offering is a test with that name."""

from __future__ import annotations

import asyncio

import pytest

from proffer.agents.login import Login, login_key
from proffer.center_file.events import CenterApplied
from proffer.interaction.email import QUEUED
from proffer.operations.refused import Refused
from proffer.record import Change, Write, replace
from tests.cast import ADA, BOB, CYN, House, with_options


@pytest.fixture
async def house() -> House:
    return await House.open()


async def refusal(house: House, agent: str, operation: str, email: str | None = None, **raw: object) -> Refused:
    with pytest.raises(Refused) as refused:
        await house.ask(agent, operation, email, **raw)
    return refused.value


async def test_what_if_the_agent_rejects_after_the_time_out(house: House) -> None:
    await house.ready(ADA)
    email = await house.mail()
    await house.pass_time(30_000)
    assert house.told(ADA)[-1] == ("StatusChange", "Revoked", email)
    refused = await refusal(house, ADA, "Reject", email)
    assert refused.code == 2
    assert "Revoked" in refused.message


async def test_what_if_the_agent_accepts_twice(house: House) -> None:
    await house.ready(ADA)
    email = await house.mail()
    await house.ask(ADA, "Accept", email)
    assert (await refusal(house, ADA, "Accept", email)).code == 2


async def test_what_if_another_agent_accepts_an_invitation_that_is_not_his(house: House) -> None:
    await house.ready(ADA)
    email = await house.mail()
    await house.ready(BOB)
    assert (await refusal(house, BOB, "Accept", email)).code == 6


async def test_what_if_two_browsers_of_one_agent_accept_at_the_same_moment(house: House) -> None:
    await house.ready(ADA)
    email = await house.mail()
    house.told(ADA)
    asked = [house.ask(ADA, "Accept", email) for _ in range(2)]
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    assert sorted(isinstance(one, Refused) for one in outcomes) == [False, True]
    assert house.told(ADA) == [("StatusChange", "Processing", email)]


async def test_what_if_the_agent_accepts_and_rejects_at_the_same_moment(house: House) -> None:
    await house.ready(ADA)
    email = await house.mail()
    outcomes = await asyncio.gather(
        house.ask(ADA, "Accept", email), house.ask(ADA, "Reject", email), return_exceptions=True
    )
    assert sum(isinstance(one, Refused) for one in outcomes) == 1


async def test_what_if_everybody_rejects(house: House) -> None:
    await house.ready(ADA, BOB)
    email = await house.mail()
    await house.ask(ADA, "Reject", email)
    await house.settle()
    await house.ask(BOB, "Reject", email)
    await house.settle()
    house.told(ADA), house.told(BOB)
    assert (await house.email(email)).state == QUEUED
    await house.pass_time(9_999)
    assert house.told(ADA) == house.told(BOB) == []
    await house.pass_time(1)
    assert house.told(ADA) == [("StatusChange", "Invited", email)], "longest idle first, in a new round"
    assert (await house.email(email)).round == 2


async def test_what_if_an_agent_who_has_not_refused_becomes_ready_during_the_pause(house: House) -> None:
    await house.ready(ADA)
    email = await house.mail()
    await house.ask(ADA, "Reject", email)
    await house.pass_time(3_000)
    await house.ready(CYN)
    await house.settle()
    assert ("StatusChange", "Invited", email) in house.told(CYN)


async def test_what_if_the_only_other_agent_is_busy(house: House) -> None:
    """A busy colleague does not hold the email up: it comes back after the pause (contract 12.2)."""
    await house.ready(BOB)
    first = await house.mail("bob's")
    await house.ask(BOB, "Accept", first)
    await house.ready(ADA)
    email = await house.mail()
    await house.ask(ADA, "Reject", email)
    await house.pass_time(10_000)
    assert house.told(ADA)[-1] == ("StatusChange", "Invited", email)


async def test_what_if_the_agent_goes_not_ready_while_invited(house: House) -> None:
    await house.ready(ADA)
    email = await house.mail()
    await house.ask(ADA, "NotReady")
    await house.ask(ADA, "Accept", email)
    assert house.told(ADA)[-1] == ("StatusChange", "Processing", email)
    await house.ask(ADA, "Complete", email)
    await house.mail("another")
    assert house.told(ADA)[-1] == ("StatusChange", "Completed", email), "no new invitation while NotReady"


async def test_what_if_the_agent_does_not_want_to_be_disturbed(house: House) -> None:
    await house.ready(ADA)
    await house.ask(ADA, "DoNotDisturbOn")
    house.told(ADA)
    email = await house.mail()
    assert house.told(ADA) == []
    await house.ask(ADA, "DoNotDisturbOff")
    await house.settle()
    assert ("StatusChange", "Invited", email) in house.told(ADA)


async def test_what_if_the_agent_logs_out_with_an_invitation_and_an_email_in_hand() -> None:
    house = await House.open(with_options(email_capacity=2))
    await house.ready(ADA)
    first = await house.mail("accepted")
    await house.ask(ADA, "Accept", first)
    second = await house.mail("invited")
    house.told(ADA)
    await house.ask(ADA, "EndContactCenterSession")
    await house.settle()
    assert house.told(ADA) == [
        ("StatusChange", "Revoked", second),
        ("StatusChange", "Revoked", first),
        ("channel", "LoggedOut", None),
    ]
    assert (await house.email(first)).state == (await house.email(second)).state == QUEUED


async def test_what_if_the_agent_goes_offline_but_stays_in_his_session(house: House) -> None:
    await house.ready(ADA)
    email = await house.mail()
    house.told(ADA)
    await house.ask(ADA, "Offline")
    assert house.told(ADA) == [("StatusChange", "Revoked", email), ("channel", "LoggedOut", None)]
    assert (await refusal(house, ADA, "Ready")).code == 2
    await house.ask(ADA, "StartContactCenterSession")
    await house.ask(ADA, "Ready")
    await house.settle()
    assert house.told(ADA)[-1] == ("StatusChange", "Invited", email)


async def test_what_if_the_client_is_lost_and_comes_back_in_time(house: House) -> None:
    house.presence.came(ADA)
    await house.settle()
    await house.ready(ADA)
    email = await house.mail()
    house.presence.gone(ADA, "expired")
    await house.pass_time(20_000)
    house.presence.came(ADA)
    await house.settle()
    await house.ask(ADA, "Accept", email)
    assert house.told(ADA)[-1] == ("StatusChange", "Processing", email)


async def test_what_if_the_client_is_lost_for_longer_than_the_grace() -> None:
    house = await House.open(with_options(delivering_timeout_seconds=600))
    house.presence.came(ADA)
    await house.settle()
    await house.ready(ADA)
    email = await house.mail()
    house.told(ADA)
    house.presence.gone(ADA, "expired")
    await house.settle()
    await house.pass_time(30_000)
    assert house.told(ADA) == [("StatusChange", "Revoked", email), ("channel", "NotReady", None)]
    assert (await house.email(email)).state == QUEUED


async def test_what_if_the_client_is_lost_while_nothing_is_open_and_mail_comes(house: House) -> None:
    house.presence.came(ADA)
    await house.settle()
    await house.ready(ADA)
    house.presence.gone(ADA, "expired")
    await house.settle()
    house.told(ADA)
    await house.mail()
    assert house.told(ADA) == [], "no new invitations at once (contract 4.6)"


async def test_what_if_the_last_http_session_idles_out_with_an_accepted_email(house: House) -> None:
    await house.ready(ADA)
    email = await house.mail()
    await house.ask(ADA, "Accept", email)
    house.presence.http_session_ended(ADA)
    await house.settle()
    assert (await house.email(email)).holder == ADA, "accepted emails stay until the handling-timeout"
    assert (await refusal(house, ADA, "Complete", email)).code == 2
    await house.ready(ADA)
    await house.ask(ADA, "Complete", email)


async def test_what_if_the_agent_never_finishes_what_he_accepted(house: House) -> None:
    await house.ready(ADA)
    email = await house.mail()
    await house.ask(ADA, "Accept", email)
    await house.pass_time(100 * 60_000)
    await house.ask(ADA, "SetInFocus", email)
    await house.pass_time(179 * 60_000)
    assert (await house.email(email)).holder == ADA, "every operation restarts the handling-timeout"
    await house.pass_time(60_000)
    assert ("StatusChange", "Revoked", email) in house.told(ADA)


async def test_what_if_an_agent_misses_three_invitations_in_a_row() -> None:
    house = await House.open(with_options(missed_invitations_to_not_ready=3, offer_round_pause_seconds=0))
    await house.ready(ADA)
    await house.mail()
    for _ in range(3):
        await house.pass_time(30_000)
    assert house.told(ADA)[-1] == ("channel", "NotReady", None)


async def test_what_if_a_second_agent_logs_in_at_the_same_place(house: House) -> None:
    await house.ask(ADA, "StartContactCenterSession", place="desk-17")
    assert (await refusal(house, BOB, "StartContactCenterSession", place="desk-17")).code == 19
    await house.ask(ADA, "EndContactCenterSession")
    await house.ask(BOB, "StartContactCenterSession", place="desk-17")


async def test_what_if_two_agents_take_the_same_place_at_the_same_moment(house: House) -> None:
    asked = [house.ask(agent, "StartContactCenterSession", place="desk-17") for agent in (ADA, BOB)]
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    assert sorted(one.code for one in outcomes if isinstance(one, Refused)) == [19]


async def test_what_if_the_server_restarts_with_an_invitation_open(house: House) -> None:
    await house.ready(ADA)
    email = await house.mail()
    house.close()
    again = await House.open(store=house.store, clock=house.clock)
    await again.pass_time(30_000)
    assert again.told(ADA)[-1] == ("StatusChange", "Revoked", email)


async def test_what_if_an_email_waits_for_an_agent_whose_client_is_not_back_after_a_restart(house: House) -> None:
    house.presence.came(ADA)
    await house.settle()
    await house.ready(ADA)
    house.dispatcher.close()  # as in a server that stops
    email = await house.mail()
    house.close()
    again = await House.open(store=house.store, clock=house.clock)
    await again.settle()
    assert again.told(ADA) == [], "he could not see it"
    again.presence.came(ADA)
    await again.settle()
    assert again.told(ADA) == [("StatusChange", "Invited", email)]


async def test_what_if_an_invitation_ran_out_while_the_server_was_down(house: House) -> None:
    await house.ready(ADA)
    email = await house.mail()
    house.close()
    house.clock.go(60_000)
    again = await House.open(store=house.store, clock=house.clock)
    await again.pass_time(0)
    assert again.told(ADA)[0] == ("StatusChange", "Revoked", email)


async def test_what_if_the_wall_clock_jumps_while_an_invitation_is_open(house: House) -> None:
    await house.ready(ADA)
    email = await house.mail()
    house.told(ADA)
    house.clock.wall += 86_400_000
    await house.pass_time(1_000)
    assert house.told(ADA) == [], "timers count on a clock nobody sets"
    house.clock.wall -= 2 * 86_400_000
    await house.pass_time(29_000)
    assert house.told(ADA) == [("StatusChange", "Revoked", email)]


async def test_what_if_the_store_is_down_for_a_while(house: House) -> None:
    await house.ready(ADA)
    house.store.faults.fail_next_group = True
    with pytest.raises(Exception, match="dead"):
        await house.ask(ADA, "NotReady")
    await house.ask(ADA, "NotReady")
    login = await house.records.get(login_key(ADA))
    assert isinstance(login, Login)
    assert login.media_channel is not None
    assert login.media_channel.state == "NotReady"


async def test_what_if_the_queue_has_no_agent_who_fits(house: House) -> None:
    await house.ready(ADA, BOB)
    email = await house.mail(queue="second-level")
    assert (await house.email(email)).state == QUEUED


async def test_what_if_the_agent_passes_the_email_on_to_a_queue(house: House) -> None:
    await house.ready(ADA)
    email = await house.mail()
    await house.ask(ADA, "Accept", email)
    assert (await refusal(house, ADA, "Complete", email, queueName="nowhere")).code == 6
    assert (await refusal(house, ADA, "Complete", email, queueName="support-out")).code == 10
    await house.ask(ADA, "Complete", email, queueName="second-level")
    moved = await house.email(email)
    assert (moved.state, moved.queue) == (QUEUED, "second-level")
    assert moved.user_data["RRequestedSkills"] == {"Billing": "9"}


async def test_what_if_a_new_configuration_raises_the_capacity_of_a_busy_agent(house: House) -> None:
    await house.ready(ADA)
    await house.ask(ADA, "Accept", await house.mail("first"))
    second = await house.mail("second")
    assert (await house.email(second)).state == QUEUED
    before = house.records.center
    after = replace(before, options=replace(before.options, email_capacity=2))
    await house.store.save(Change(writes=(Write(before, after),), events=(CenterApplied(at=0),)))
    await house.settle()
    assert house.told(ADA)[-1] == ("StatusChange", "Invited", second)


async def test_what_if_a_new_configuration_disables_an_agent(house: House) -> None:
    await house.ready(ADA)
    before = house.records.center
    users = tuple(replace(user, enabled=user.id != ADA) for user in before.users)
    await house.store.save(Change(writes=(Write(before, replace(before, users=users)),), events=(CenterApplied(at=0),)))
    await house.settle()
    assert house.told(ADA)[-1] == ("channel", "LoggedOut", None)
    assert (await house.email(await house.mail())).state == QUEUED


async def test_what_if_an_agent_with_room_for_two_logs_out_with_one(house: House) -> None:
    """His own email comes back to a queue he serves; it must not be offered to him in the same breath."""
    house = await House.open(with_options(email_capacity=3))
    await house.ready(ADA)
    email = await house.mail()
    await house.ask(ADA, "EndContactCenterSession")
    await house.settle()
    assert (await house.email(email)).state == QUEUED
