"""Push messages: the contract's form, encoded once, in commit order, to those who are here."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

import pytest

from proffer.agents.notices import PasswordNotice
from proffer.interaction.notices import ERROR, EmailNotice, Failure
from proffer.notifications.publisher import Publisher
from proffer.record import replace
from proffer.wire.uri import Uris
from tests.cast import ADA, BOB, House

BASE = "https://cc.nordlicht.example/api/v2"


class Sessions:
    """Stands for a Bayeux server."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, Any]] = []
        self.ended: list[str] = []

    def deliver_many(self, principals: Collection[str], channel: str, data: bytes) -> int:
        self.sent += [(user, channel, json.loads(data)) for user in principals]
        return len(principals)

    def end(self, principal: str) -> None:
        self.ended.append(principal)


@pytest.fixture
async def published() -> tuple[House, Sessions, Publisher]:
    house, sessions = await House.open(), Sessions()
    publisher = Publisher(sessions, lambda user: user != BOB, lambda: house.records.center, Uris(BASE))
    house.store.subscribe(publisher.on_commit)
    return house, sessions, publisher


async def test_an_invitation_is_pushed_in_the_contracts_form(published: tuple[House, Sessions, Publisher]) -> None:
    house, sessions, _ = published
    await house.ready(ADA)
    email = await house.mail("Invoice", from_="jonas@example.org", to=("support@demo.test",))
    user, topic, data = sessions.sent[-1]
    assert (user, topic) == (ADA, "/v2/me/emails")
    shown = data.pop("email")
    assert data == {"notificationType": "StatusChange", "messageType": "EmailStateChangeMessage"}
    shown.pop("userData")
    assert shown == {
        "id": email,
        "state": "Invited",
        "capabilities": ["Accept", "Reject"],
        "uri": f"{BASE}/email/{email}",
        "path": f"/emails/{email}",
        "emailType": "Inbound",
        "interactionQueue": "support",
        "from": "jonas@example.org",
        "to": ["support@demo.test"],
        "subject": "Invoice",
        "receivedDate": "2026-03-02 09:14:07.000+0000",
        "suggestedQueueUris": [],
        "revelantResponseTemplateGroups": [],
    }


async def test_a_rejecter_gets_five_fields_and_his_reference(published: tuple[House, Sessions, Publisher]) -> None:
    house, sessions, _ = published
    await house.ready(ADA)
    await house.ask(ADA, "Reject", await house.mail())
    data = next(data for _, _, data in reversed(sessions.sent) if data.get("referenceId"))
    assert data["referenceId"] == 1
    assert set(data["email"]) == {"id", "state", "capabilities", "uri", "userData"}


async def test_whoever_has_no_session_costs_nothing(published: tuple[House, Sessions, Publisher]) -> None:
    house, sessions, _ = published
    await house.ready(BOB)
    await house.mail()
    assert not any(user == BOB for user, _, _ in sessions.sent)


async def test_logging_out_is_told_first_and_then_closes_the_sessions(
    published: tuple[House, Sessions, Publisher],
) -> None:
    house, sessions, _ = published
    await house.ready(ADA)
    await house.ask(ADA, "EndContactCenterSession")
    assert sessions.sent[-1][2]["channels"][0]["userState"]["state"] == "LoggedOut"
    assert "dndState" not in sessions.sent[-1][2]["channels"][0]
    assert sessions.ended == [ADA]


async def test_a_late_failure_and_a_changed_password_have_their_forms(
    published: tuple[House, Sessions, Publisher],
) -> None:
    house, sessions, publisher = published
    await house.ready(ADA)
    await house.ask(ADA, "Accept", await house.mail())
    notice = next(n for n in reversed(house.notices) if isinstance(n, EmailNotice))
    publisher.push(replace(notice, kind=ERROR, failure=Failure(2, "Agent E1077 rejected the transfer.")))
    late = sessions.sent[-1][2]
    assert (late["notificationType"], late["errorCode"]) == ("Error", 2)
    assert late["errorMessage"] == "Agent E1077 rejected the transfer."
    publisher.push(PasswordNotice(to=(ADA,), code=0))
    publisher.push(PasswordNotice(to=(ADA,), code=2, message="The old password is wrong."))
    assert [data for _, topic, data in sessions.sent if topic == "/v2/me"] == [
        {"notificationType": "PasswordChangeSuccessful"},
        {
            "notificationType": "PasswordChangeError",
            "errorMessage": "The old password is wrong.",
            "errorCode": 2,
        },
    ]
