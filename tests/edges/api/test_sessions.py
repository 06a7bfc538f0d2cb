"""HTTP sessions: idling, polls that wait, restarts, log-out (contract 3.1, 4.5, 4.6)."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any

import pytest

from proffer.agents.login import Login, login_key
from proffer.api.session import Session
from proffer.record import replace
from proffer.store.memory import MemoryStore
from tests.cast import ADA, NOON
from tests.edges.api.desk import QUICK, Desk

MINUTE = 60_000


class Ended:
    """Keeps who was reported as gone."""

    def __init__(self) -> None:
        self.agents: list[str] = []

    def http_session_ended(self, agent: str) -> None:
        self.agents.append(agent)


async def test_a_session_idle_for_half_an_hour_is_over(desk: Desk) -> None:
    cookie = await desk.log_in()
    desk.hands.go(29 * MINUTE)
    assert (await desk.ask("GET", "/api/v2/me", cookie=cookie)).pair == (200, 0)
    desk.hands.go(30 * MINUTE)
    assert (await desk.ask("GET", "/api/v2/me", cookie=cookie)).pair == (403, 20)


async def test_when_the_last_session_idles_out_the_contact_centre_session_ends() -> None:
    ended = Ended()
    desk = await Desk.open(presence=ended)
    await desk.log_in("ada")
    await desk.log_in("bob")
    desk.hands.go(20 * MINUTE)
    await desk.ask("GET", "/api/v2/me", as_="bob")
    desk.hands.go(10 * MINUTE)
    await desk.api.sessions.sweep()
    assert ended.agents == [ADA]
    assert len(await desk.stored_sessions()) == 1


async def test_an_agent_whose_session_idled_out_is_logged_out_of_his_channel(desk: Desk) -> None:
    await desk.log_in()
    await desk.house.ready(ADA)
    desk.hands.go(30 * MINUTE)
    await desk.api.sessions.sweep()
    await desk.house.settle()
    login = await desk.house.records.get(login_key(ADA))
    assert isinstance(login, Login)
    assert not login.open


async def test_a_poll_that_waits_keeps_the_session_awake() -> None:
    release = asyncio.Event()

    async def poll(scope: Any, receive: Any, send: Any, principal: str) -> None:
        await release.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"[]"})

    ended = Ended()
    desk = await Desk.open(notifications=poll, presence=ended)
    cookie = await desk.log_in()
    waiting = asyncio.create_task(desk.ask("POST", "/api/v2/notifications/connect", [], cookie=cookie))
    await asyncio.sleep(0)
    desk.hands.go(40 * MINUTE)
    await desk.api.sessions.sweep()
    assert ended.agents == []
    release.set()
    assert (await waiting).status == 200
    desk.hands.go(29 * MINUTE)
    await desk.api.sessions.sweep()
    assert (await desk.ask("GET", "/api/v2/me", cookie=cookie)).pair == (200, 0)


async def test_only_the_hash_of_a_cookie_is_stored(desk: Desk) -> None:
    cookie = (await desk.log_in()).removeprefix("JSESSIONID=")
    (record,) = await desk.stored_sessions()
    assert record.id_sha256 == hashlib.sha256(cookie.encode()).hexdigest()
    assert record.user == ADA
    assert len(record.csrf_token) == 36


async def restarted(desk: Desk, **parts: Any) -> Desk:
    """The same house with a new edge, as after a restart."""
    return await Desk.open(house=desk.house, http_sessions=await desk.stored_sessions(), **parts)


async def test_sessions_come_back_after_a_restart(desk: Desk) -> None:
    cookie = await desk.log_in()
    after = await restarted(desk)
    assert (await after.ask("GET", "/api/v2/me", cookie=cookie)).pair == (200, 0)
    assert (await after.ask("GET", "/api/v2/me", as_="ada")).cookie not in (None, cookie)
    assert len(await after.stored_sessions()) == 2


async def test_a_session_that_idled_out_while_the_server_was_down_ends_at_the_start(desk: Desk) -> None:
    cookie = await desk.log_in()
    desk.hands.go(36 * MINUTE)
    ended = Ended()
    after = await restarted(desk, presence=ended)
    assert (await after.ask("GET", "/api/v2/me", cookie=cookie)).pair == (403, 20)
    await after.api.sessions.sweep()
    assert ended.agents == [ADA]
    assert await after.stored_sessions() == []


async def test_when_a_session_was_last_used_is_written_every_few_minutes_only(desk: Desk) -> None:
    cookie = await desk.log_in()
    for _ in range(4):
        desk.hands.go(MINUTE)
        await desk.ask("GET", "/api/v2/me", cookie=cookie)
        await desk.api.sessions.sweep()
    assert [record.last_seen_at for record in await desk.stored_sessions()] == [NOON]
    desk.hands.go(2 * MINUTE)
    await desk.api.sessions.sweep()
    (record,) = await desk.stored_sessions()
    assert (record.last_seen_at, record.version) == (NOON + 4 * MINUTE, 2)


async def test_closing_writes_down_what_was_used_last(desk: Desk) -> None:
    cookie = await desk.log_in()
    desk.hands.go(2 * MINUTE)
    await desk.ask("GET", "/api/v2/me", cookie=cookie)
    await desk.api.close()
    assert [record.last_seen_at for record in await desk.stored_sessions()] == [NOON + 2 * MINUTE]


async def test_ending_the_contact_centre_session_ends_every_http_session_of_the_agent(desk: Desk) -> None:
    other = (await Desk.open(house=desk.house)).api.sessions  # a session of before a restart
    await other.shared(ADA)
    after = await restarted(desk)
    first, bobs = await after.log_in("ada"), await after.log_in("bob")
    assert len(await after.stored_sessions()) == 3
    reply = await after.ask("POST", "/api/v2/me", {"operationName": "EndContactCenterSession"}, cookie=first)
    assert (reply.status, reply.body) == (200, b'{"statusCode":0}')
    assert reply.headers["set-cookie"].startswith("JSESSIONID=; Path=/; Max-Age=0")
    assert (await after.ask("GET", "/api/v2/me", cookie=first)).pair == (403, 20)
    assert (await after.ask("GET", "/api/v2/me", cookie=bobs)).pair == (200, 0)
    assert [record.user for record in await after.stored_sessions()] != [ADA]
    assert len(await after.stored_sessions()) == 1


async def test_ending_it_with_a_password_alone_hands_out_no_dead_cookie(desk: Desk) -> None:
    reply = await desk.ask("POST", "/api/v2/me", {"operationName": "EndContactCenterSession"}, as_="ada")
    assert [value for name, value in reply.all_headers if name == "set-cookie"] == [
        "JSESSIONID=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure"
    ]
    again = await desk.ask("GET", "/api/v2/me", as_="ada")
    assert again.pair == (200, 0)
    assert (await desk.ask("GET", "/api/v2/me", cookie=again.cookie)).pair == (200, 0)


async def test_a_session_that_cannot_be_stored_is_not_given_out(desk: Desk) -> None:
    store = desk.house.store
    assert isinstance(store, MemoryStore)
    store.faults.down = True
    assert (await desk.ask("GET", "/api/v2/me", as_="ada")).pair == (503, 4)
    store.faults.down = False
    assert (await desk.ask("GET", "/api/v2/me", as_="ada")).pair == (200, 0)


async def test_a_session_that_could_not_be_deleted_is_invalid_and_deleted_later(desk: Desk) -> None:
    cookie = await desk.log_in()
    desk.hands.go(30 * MINUTE)
    desk.house.store.faults.down = True
    await desk.api.sessions.sweep()
    assert (await desk.ask("GET", "/api/v2/me", cookie=cookie)).pair == (403, 20)
    desk.house.store.faults.down = False
    await desk.api.sessions.sweep()
    assert await desk.stored_sessions() == []


async def test_a_user_with_too_many_sessions_loses_the_one_idle_for_longest() -> None:
    desk = await Desk.open(replace(QUICK, sessions_per_user_max=2))
    first = await desk.log_in()
    for _ in range(2):
        desk.hands.go(MINUTE)
        desk = await Desk.open(desk_settings, house=desk.house, http_sessions=await desk.stored_sessions())
        latest = await desk.log_in()
    await desk.api.sessions.sweep()
    assert len(await desk.stored_sessions()) == 2
    assert (await desk.ask("GET", "/api/v2/me", cookie=first)).pair == (403, 20)
    assert (await desk.ask("GET", "/api/v2/me", cookie=latest)).pair == (200, 0)


desk_settings = replace(QUICK, sessions_per_user_max=2)


async def test_one_sweep_that_fails_does_not_stop_the_next(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    sessions = desk.api.sessions
    monkeypatch.setattr(sessions, "_settings", replace(QUICK, session_sweep_seconds=0))
    swept = 0

    async def sweep() -> None:
        nonlocal swept
        swept += 1
        raise RuntimeError("bad luck")

    monkeypatch.setattr(sessions, "sweep", sweep)
    keeping = asyncio.create_task(sessions.keep())
    for _ in range(20):
        await asyncio.sleep(0)
    keeping.cancel()
    assert swept > 1
    assert desk.log[0][0] == "http_session_sweep_failed"


async def test_a_record_changed_by_somebody_else_does_not_keep_the_others_from_being_written(desk: Desk) -> None:
    await desk.log_in("ada")
    await desk.log_in("bob")
    known: list[Session] = list(desk.api.sessions._by_key.values())
    known[0].record = replace(known[0].record, version=7)
    desk.hands.go(6 * MINUTE)
    for name in ("ada", "bob"):
        await desk.ask("GET", "/api/v2/me", as_=name)
    await desk.api.sessions.sweep()
    seen = sorted(record.last_seen_at for record in await desk.stored_sessions())
    assert seen == [NOON, NOON + 6 * MINUTE]
    assert desk.log[0][0] == "http_session_not_written"
