"""Log-in: Basic, cookie, both; who does not get in and what it costs him (contract 3.1)."""

from __future__ import annotations

import asyncio

import pytest

from proffer.record import replace
from tests.cast import ADA, CENTER
from tests.edges.api.desk import PASSWORDS, QUICK, Desk, basic, credential

DENIED = b'{"statusCode":20,"statusMessage":"Access denied"}'


async def test_basic_answers_with_a_cookie_and_the_cookie_alone_is_enough(desk: Desk) -> None:
    first = await desk.ask("GET", "/api/v2/me", as_="ada")
    assert first.headers["set-cookie"].endswith("; Path=/; HttpOnly; SameSite=Lax; Secure")
    assert first.cookie is not None
    assert len(first.cookie.removeprefix("JSESSIONID=")) * 4 >= 128
    second = await desk.ask("GET", "/api/v2/me", cookie=first.cookie)
    assert second.json["user"]["userName"] == "ada"
    assert "set-cookie" not in second.headers


async def test_the_cookie_is_not_secure_when_the_public_address_is_plain_http() -> None:
    desk = await Desk.open(replace(QUICK, external_api_url="http://cc.example/api/v2"))
    reply = await desk.ask("GET", "/api/v2/me", as_="ada")
    assert "Secure" not in reply.headers["set-cookie"]


async def test_the_user_name_is_compared_without_regard_to_case(desk: Desk) -> None:
    assert (await desk.ask("GET", "/api/v2/me", as_="ADA")).json["user"]["id"] == ADA


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": basic("ada", "wrong")},
        {"authorization": basic("nobody")},
        {"authorization": "Basic !!!"},
        {"authorization": "Basic"},
        {"authorization": "Bearer abc"},
        {"authorization": basic("ada", "")},
        {"cookie": "JSESSIONID=0000"},
        {"cookie": "other=1; JSESSIONID="},
        {"SUSERNAME": "ada", "SSID": "1", "surl": "x", "ContactCenterId": "y"},
    ],
)
async def test_without_valid_credentials_it_is_403_and_20_and_no_log_in_box(
    desk: Desk, headers: dict[str, str]
) -> None:
    reply = await desk.ask("GET", "/api/v2/me", headers=headers)
    assert (reply.status, reply.body) == (403, DENIED)
    assert reply.headers["content-type"] == "application/json;charset=UTF-8"
    assert "www-authenticate" not in reply.headers
    assert "set-cookie" not in reply.headers


async def test_requests_with_basic_and_no_cookie_share_one_session(desk: Desk) -> None:
    replies = await asyncio.gather(*(desk.ask("GET", "/api/v2/me", as_="ada") for _ in range(5)))
    assert len({reply.cookie for reply in replies}) == 1
    assert len(await desk.stored_sessions()) == 1


async def test_basic_with_the_cookie_of_the_same_user_uses_its_session(desk: Desk) -> None:
    cookie = await desk.log_in()
    reply = await desk.ask("GET", "/api/v2/me", as_="ada", cookie=f"a=b; {cookie}; JSESSIONID=foreign")
    assert reply.pair == (200, 0)
    assert "set-cookie" not in reply.headers


async def test_of_cookie_and_basic_of_different_users_basic_wins_with_a_session_of_its_own(desk: Desk) -> None:
    cookie = await desk.log_in("ada")
    reply = await desk.ask("GET", "/api/v2/me", as_="bob", cookie=cookie)
    assert reply.json["user"]["userName"] == "bob"
    assert reply.cookie not in (None, cookie)


async def test_a_wrong_password_beside_a_valid_cookie_does_not_get_in(desk: Desk) -> None:
    cookie = await desk.log_in()
    assert (await desk.ask("GET", "/api/v2/me", as_="ada", password="no", cookie=cookie)).pair == (403, 20)


async def test_a_foreign_scheme_of_authorization_leaves_it_to_the_cookie(desk: Desk) -> None:
    cookie = await desk.log_in()
    reply = await desk.ask("GET", "/api/v2/me", cookie=cookie, headers={"authorization": "Bearer of-a-proxy"})
    assert reply.pair == (200, 0)


async def test_an_old_cookie_beside_basic_is_replaced(desk: Desk) -> None:
    reply = await desk.ask("GET", "/api/v2/me", as_="ada", cookie="JSESSIONID=before")
    assert reply.pair == (200, 0)
    assert reply.cookie is not None


async def test_a_disabled_user_is_out_at_once(desk: Desk) -> None:
    cookie = await desk.log_in()
    ada = replace(CENTER.users[0], enabled=False)
    desk.house.records.center = replace(CENTER, users=(ada, *CENTER.users[1:]))
    assert (await desk.ask("GET", "/api/v2/me", cookie=cookie)).pair == (403, 20)
    assert (await desk.ask("GET", "/api/v2/me", as_="ada")).pair == (403, 20)
    assert await desk.stored_sessions() == []


async def test_too_many_failures_from_one_address_are_429_until_the_window_is_over() -> None:
    desk = await Desk.open(replace(QUICK, failed_logins_max=3, failed_logins_window_seconds=60))
    for _ in range(3):
        assert (await desk.ask("GET", "/api/v2/me", as_="ada", password="guess")).pair == (403, 20)
    desk.hands.go(20_000)
    refused = await desk.ask("GET", "/api/v2/me", as_="ADA")
    assert refused.pair == (429, 20)
    assert refused.headers["retry-after"] == "40"
    assert (await desk.ask("GET", "/api/v2/me", as_="ada", peer="10.0.0.8")).pair == (200, 0)
    desk.hands.go(40_000)
    assert (await desk.ask("GET", "/api/v2/me", as_="ada")).pair == (200, 0)


async def test_guesses_sent_all_at_once_count_as_well() -> None:
    desk = await Desk.open(replace(QUICK, failed_logins_max=3))
    replies = await asyncio.gather(*(desk.ask("GET", "/api/v2/me", as_="ada", password=f"guess {n}") for n in range(8)))
    assert sorted(reply.status for reply in replies) == [403] * 3 + [429] * 5


async def test_an_agent_at_work_is_not_disturbed_by_who_guesses_from_the_same_address() -> None:
    desk = await Desk.open(replace(QUICK, failed_logins_max=2))
    await desk.log_in()
    for n in range(4):
        await desk.ask("GET", "/api/v2/me", as_="ada", password=f"guess {n}")
    assert (await desk.ask("GET", "/api/v2/me", as_="ada")).pair == (200, 0)


async def test_a_right_password_is_hashed_once_in_some_minutes(desk: Desk) -> None:
    hashed = 0
    verify = desk.api._passwords._matches

    def counting(password_hash: str | None, password: str) -> bool:
        nonlocal hashed
        hashed += 1
        return verify(password_hash, password)

    desk.api._passwords._matches = counting  # type: ignore[method-assign]
    await asyncio.gather(*(desk.ask("GET", "/api/v2/me", as_="ada") for _ in range(4)))
    assert hashed == 1
    desk.hands.go(301_000)
    await desk.ask("GET", "/api/v2/me", as_="ada")
    assert hashed == 2


async def test_an_unknown_user_costs_a_hash_as_a_wrong_password_does(desk: Desk) -> None:
    compared: list[str | None] = []
    verify = desk.api._passwords._matches
    desk.api._passwords._matches = lambda h, p: (compared.append(h), verify(h, p))[1]  # type: ignore[method-assign]
    await desk.ask("GET", "/api/v2/me", as_="nobody")
    await desk.ask("GET", "/api/v2/me", as_="ada", password="wrong")
    assert len(compared) == 2


async def test_a_changed_password_is_not_remembered_as_right(desk: Desk) -> None:
    await desk.log_in()
    await credential(desk.house, ADA, password_hash="$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$" + "A" * 43)
    assert (await desk.ask("GET", "/api/v2/me", as_="ada")).pair == (403, 20)


async def test_more_log_ins_than_may_wait_are_503() -> None:
    desk = await Desk.open(replace(QUICK, password_waiting_max=1))
    replies = await asyncio.gather(*(desk.ask("GET", "/api/v2/me", as_=name) for name in ("ada", "bob", "cyn")))
    assert sorted(reply.pair for reply in replies) == [(200, 0), (503, 4), (503, 4)]


async def test_a_password_may_hold_any_letter_and_colons(desk: Desk) -> None:
    await credential(desk.house, ADA, password_hash=PASSWORDS.hash("pä:ss:wörd ✓"))
    assert (await desk.ask("GET", "/api/v2/me", as_="ada", password="pä:ss:wörd ✓")).pair == (200, 0)
