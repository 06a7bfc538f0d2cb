"""POST /me and the channels: starting, partial success, states, supervisors (contract 4, 5.3)."""

from __future__ import annotations

import pytest

from proffer.agents.notices import LogoutNotice
from proffer.record import replace
from tests.cast import ADA, BOB, CENTER, SAM, with_options
from tests.edges.api.desk import Desk

START = {"operationName": "StartContactCenterSession"}
OK = b'{"statusCode":0}'


async def test_a_session_starts_with_and_without_a_slash_and_again(desk: Desk) -> None:
    for path in ("/api/v2/me", "/api/v2/me/"):
        reply = await desk.ask("POST", path, START | {"channels": ["email"], "place": "desk-17"}, as_="ada")
        assert (reply.status, reply.body) == (200, OK)


async def test_channels_that_are_not_served_fail_on_their_own(desk: Desk) -> None:
    reply = await desk.ask("POST", "/api/v2/me", START | {"channels": ["voice", "email", "pigeon"]}, as_="ada")
    assert reply.pair == (200, 7)
    assert [(part["channel"], part["statusCode"]) for part in reply.json["failed"]] == [("voice", 3), ("pigeon", 10)]
    assert all(part["statusMessage"] for part in reply.json["failed"])
    assert reply.json["succeeded"] == [{"statusCode": 0, "channel": "email"}]
    assert set(reply.json) == {"statusCode", "failed", "succeeded"}


async def test_when_every_channel_fails_the_answer_is_the_first_error(desk: Desk) -> None:
    reply = await desk.ask("POST", "/api/v2/me", START | {"channels": ["voice", "pigeon"]}, as_="ada")
    assert reply.pair == (403, 3)
    assert set(reply.json) == {"statusCode", "statusMessage"}


@pytest.mark.parametrize("name", ["Juggle", "Accept", "startContactCenterSession"])
async def test_an_unknown_operation_on_me_is_10(desk: Desk, name: str) -> None:
    assert (await desk.ask("POST", "/api/v2/me", {"operationName": name}, as_="ada")).pair == (400, 10)


async def test_who_is_no_agent_cannot_start_a_session(desk: Desk) -> None:
    assert (await desk.ask("POST", "/api/v2/me", START, as_="sam")).pair == (403, 5)


async def test_an_agent_sets_his_state_for_one_channel_and_for_all(desk: Desk) -> None:
    await desk.ask("POST", "/api/v2/me", START, as_="ada")
    for path, name, state in (
        ("/me/channels/email", "Ready", "Ready"),
        ("/me", "NotReady", "NotReady"),
        ("/me/channels/email/", "AfterCallWork", "NotReady"),
        ("/me/channels/email", "Offline", "LoggedOut"),
    ):
        reply = await desk.ask("POST", f"/api/v2{path}", {"operationName": name}, as_="ada")
        assert (reply.status, reply.body) == (200, OK)
        read = await desk.ask("GET", "/api/v2/me/channels/email", as_="ada")
        assert read.json["channel"]["userState"]["state"] == state


async def test_a_state_can_have_a_reason(desk: Desk) -> None:
    await desk.ask("POST", "/api/v2/me", START, as_="ada")
    body = {"operationName": "NotReady", "reasonCode": "lunch"}
    await desk.ask("POST", "/api/v2/me/channels/email", body, as_="ada")
    read = await desk.ask("GET", "/api/v2/me/channels?fields=*", as_="ada")
    assert read.json["channels"][0]["userState"]["reason"] == "lunch"


async def test_errors_of_a_channel(desk: Desk) -> None:
    ready = {"operationName": "Ready"}
    assert (await desk.ask("POST", "/api/v2/me/channels/email", ready, as_="ada")).pair == (400, 2)
    assert (await desk.ask("POST", "/api/v2/me/channels/voice", ready, as_="ada")).pair == (404, 6)
    juggle = {"operationName": "Juggle"}
    assert (await desk.ask("POST", "/api/v2/me/channels/email", juggle, as_="ada")).pair == (400, 10)


@pytest.mark.parametrize("name", ["Ready", "NotReady", "DoNotDisturbOn", "DoNotDisturbOff", "Offline"])
async def test_a_supervisor_sets_the_state_of_an_agent(desk: Desk, name: str) -> None:
    await desk.house.ready(ADA)
    path = f"/api/v2/users/{ADA}/channels/email"
    reply = await desk.ask("POST", path, {"operationName": name}, as_="sam")
    assert (reply.status, reply.body) == (200, OK)
    assert desk.house.told(ADA)[-1][0] == "channel"
    assert desk.house.told(SAM) == []
    told = [row for row in desk.house.store._disk.journal if row.type == "MediaChannelChanged" and row.agent == ADA]
    assert SAM in [row.body.get("by") for row in told]  # the journal says who did it


async def test_only_supervisors_do_only_some_things_to_users_who_exist(desk: Desk) -> None:
    await desk.house.ready(BOB)
    ready, custom = {"operationName": "Ready"}, {"operationName": "AuxWork"}
    assert (await desk.ask("POST", f"/api/v2/users/{BOB}/channels/email", ready, as_="ada")).pair == (403, 5)
    assert (await desk.ask("POST", f"/api/v2/users/{BOB}/channels/email", custom, as_="sam")).pair == (400, 10)
    assert (await desk.ask("POST", "/api/v2/users/nobody/channels/email", ready, as_="sam")).pair == (404, 6)
    assert (await desk.ask("POST", f"/api/v2/users/{BOB}/channels/voice", ready, as_="sam")).pair == (404, 6)
    assert (await desk.ask("POST", f"/api/v2/users/{ADA}/channels/email", ready, as_="sam")).pair == (400, 2)


async def test_without_the_feature_supervisors_control_nobody() -> None:
    desk = await Desk.open(center=with_options(api_supervisor_agent_control=False))
    reply = await desk.ask("POST", f"/api/v2/users/{BOB}/channels/email", {"operationName": "Ready"}, as_="sam")
    assert reply.pair == (404, 6)


async def test_an_administrator_who_is_no_supervisor_controls_nobody() -> None:
    sam = replace(CENTER.users[3], roles=("admin",))
    desk = await Desk.open(center=replace(CENTER, users=(*CENTER.users[:3], sam)))
    reply = await desk.ask("POST", f"/api/v2/users/{BOB}/channels/email", {"operationName": "Ready"}, as_="sam")
    assert reply.pair == (403, 5)


async def test_without_an_open_session_ending_it_succeeds(desk: Desk) -> None:
    cookie = await desk.log_in()
    body = {"operationName": "EndContactCenterSession"}
    assert (await desk.ask("POST", "/api/v2/me", body, cookie=cookie)).body == OK
    assert (await desk.ask("GET", "/api/v2/me", cookie=cookie)).pair == (403, 20)


@pytest.mark.parametrize("name", ["ada", "sam"])
async def test_ending_it_closes_the_push_channel_even_of_who_had_no_session_open(desk: Desk, name: str) -> None:
    await desk.ask("POST", "/api/v2/me", {"operationName": "EndContactCenterSession"}, as_=name)
    ((user, notice),) = desk.pushed
    assert isinstance(notice, LogoutNotice)
    assert notice.to == (user,)
