"""Tables that strangers can fill have a limit."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from proffer.api import sessions
from proffer.api.basic import Credentials
from proffer.api.failed_logins import FailedLogins
from proffer.api.request_body import Bodies
from proffer.api.status import RefusedWith
from proffer.api.verified import VerifiedPasswords
from proffer.center.credential import Credential
from proffer.record import replace
from tests.edges.api.desk import QUICK, Desk


def test_failed_log_ins_are_remembered_for_so_many_users_only() -> None:
    failed = FailedLogins(replace(QUICK, failed_logins_max=1, failed_logins_remembered_max=2), lambda: 0.0)
    for name in ("a", "b", "c"):
        failed.begin(failed.who(name, "peer"))
    failed.begin(failed.who("a", "peer"))  # pushed out by c
    with pytest.raises(RefusedWith):
        failed.begin(failed.who("c", "peer"))


def test_a_log_in_that_could_not_be_judged_does_not_count() -> None:
    failed = FailedLogins(replace(QUICK, failed_logins_max=2), lambda: 0.0)
    who = failed.who("a" * 10_000, "peer")
    assert len(who[0]) == 256
    for _ in range(5):
        failed.begin(who)
        failed.take_back(who)
    failed.begin(who)
    for _ in range(5):
        failed.begin(who)
        failed.take_back(who)
    failed.begin(who)
    with pytest.raises(RefusedWith):
        failed.begin(who)


def test_right_passwords_are_remembered_for_so_many_users_only() -> None:
    verified = VerifiedPasswords(seconds=1, entries_max=2, monotonic=lambda: 0.0)
    credential = Credential(user="u", password_hash="h")
    marks = [verified.mark(Credentials(name, "secret")) for name in ("a", "b", "c")]
    for mark in marks:
        verified.remember(mark, credential)
    assert [verified.knows(mark, credential) for mark in marks] == [False, True, True]
    assert len(set(marks)) == 3


async def test_who_is_cancelled_from_outside_while_he_reads_stays_cancelled() -> None:
    async def receive() -> dict[str, Any]:
        await asyncio.sleep(5)
        return {}

    reading = asyncio.create_task(Bodies(QUICK).read(receive, None))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading


async def test_cookie_headers_are_remembered_while_they_are_short_and_few(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "HEADERS_REMEMBERED_MAX", 3)
    cookie = await desk.log_in()
    remembered = desk.api.sessions._by_header
    for other in ("a", "b", "c", "d", "e" * 600):
        assert (await desk.ask("GET", "/api/v2/me", cookie=f"{other}=1; {cookie}")).pair == (200, 0)
        assert len(remembered) <= 3
    assert all(len(header) < 600 for header in remembered)
    assert remembered
