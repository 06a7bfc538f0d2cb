"""Clauses of the contract that only a whole server can keep: what an agent sees, is told, and finds after a reload."""

from __future__ import annotations

import asyncio
import re
import smtplib
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bayeux.client import Client
from tests.journeys.running import ROOT, Server, running

pytestmark = pytest.mark.slow

BRIEF = {"id", "state", "capabilities", "uri", "userData"}
HEADING = BRIEF | {"path", "emailType", "from", "to", "cc", "subject", "contactId", "receivedDate", "interactionQueue"}
HEADING |= {"suggestedQueueUris", "revelantResponseTemplateGroups"}
FULL = HEADING | {"assignedTo", "body", "bodyAsPlainText", "mime", "attachments"}
MAIL = """From: Jonas Weber <jonas.weber@example.org>\r
To: Support <support@demo.test>, x@y.example\r
Cc: boss@example.org\r
Subject: Invoice\r
MIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary=b\r
\r
--b\r
Content-Type: text/plain\r
\r
You charged <20417> twice.\r
--b\r
Content-Type: application/pdf\r
Content-Disposition: attachment; filename="statement.pdf"\r
\r
%PDF\r
--b--\r
"""
CENTER = (ROOT / "src/proffer/demo/center.toml").read_text()
QUICK = "[options]\ndelivering-timeout = 1\noffer-round-pause = 1\nagent-disconnect-grace = 1\n"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with running(tmp_path / "data") as server:
        yield server


def apply(server: Server, center: str) -> None:
    file = server.data / "other.toml"
    file.write_text(center)
    command = [sys.executable, "-m", "proffer", "apply", "--data", str(server.data), str(file)]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)


def send(server: Server, text: str = MAIL) -> None:
    with smtplib.SMTP(*server.smtp) as client:
        client.sendmail("jonas.weber@example.org", ["support@demo.test"], text.encode())


@asynccontextmanager
async def desktop(server: Server, user: str, *topics: str) -> AsyncIterator[Client]:
    auth = (user, server.passwords[user])
    async with Client(f"{server.base}/api/v2/notifications", transport="websocket", auth=auth) as client:
        await client.subscribe(*(topics or ("/v2/me/*",)))
        yield client


async def told(client: Client, seconds: float = 5) -> dict[str, Any]:
    """The next message about an email."""
    while True:
        message = await client.message(seconds)
        if message["channel"] == "/v2/me/emails":
            return dict(message["data"])


async def is_quiet(client: Client) -> bool:
    try:
        await client.message(0.3)
    except TimeoutError:
        return True
    return False


def shown(server: Server, user: str, email: str) -> dict[str, Any]:
    status, answer = server.call(user, f"/api/v2/me/emails/{email}")
    assert status == 200, answer
    return dict(answer["email"])


async def test_get_and_notification_have_the_same_shape_for_the_same_view(server: Server) -> None:
    async with desktop(server, "ada") as ada:
        server.log_in("ada", "desk-1")
        send(server)
        invited = await told(ada)
        assert set(invited) == {"notificationType", "messageType", "email"}
        heading = invited["email"]
        email = heading["id"]
        assert set(heading) == HEADING
        assert heading == shown(server, "ada", email)
        assert (heading["from"], heading["to"], heading["cc"]) == (
            "jonas.weber@example.org",
            ["Support <support@demo.test>", "x@y.example"],
            ["boss@example.org"],
        )
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\+0000", heading["receivedDate"])
        assert len(heading["suggestedQueueUris"]) == 1

        assert server.operate("ada", email, "Accept") == (200, {"statusCode": 0})
        full = (await told(ada))["email"]
        assert set(full) == FULL
        assert full == shown(server, "ada", email)
        _, me = server.call("ada", "/api/v2/me?subresources=channels,emails")
        assert me["user"]["emails"] == [full], "a reload shows the same"
        for name, value in full.items():
            assert value not in ("", None), name
            _, one = server.call("ada", f"/api/v2/me/emails?fields={name}")
            assert one["emails"] == [{name: value}]

        assert server.operate("ada", email, "Complete") == (200, {"statusCode": 0})
        assert set((await told(ada))["email"]) == HEADING


async def test_no_content_reaches_anybody_before_acceptance(server: Server) -> None:
    server.log_in("ada", "desk-1")
    send(server)
    email = server.offered("ada")["id"]
    _, supervised = server.call("sam", f"/api/v2/emails/{email}")
    document = supervised["email"]["attachments"][0]["id"]
    for user, code in (("ada", (400, 2)), ("bob", (404, 6))):
        for path in (
            f"/api/v2/me/emails/{email}/attachments/{document}",
            f"/api/v2/emails/{email}/attachments/{document}",
            f"/api/v2/email/{email}/attachments/{document}",
            f"/api/x/v1/emails/{email}/source",
        ):
            status, answer = server.call(user, path)
            assert (status, answer["statusCode"]) == code, (user, path)
    _, own = server.call("ada", f"/api/x/v1/emails/{email}")
    assert set(own["email"]) == {"serverTime", "invitation"}
    for path in (f"/api/v2/emails/{email}", f"/api/x/v1/emails/{email}", f"/api/x/v1/emails/{email}/why"):
        assert server.call("bob", path)[0] == 404


async def test_who_refused_or_was_too_late_keeps_five_fields_and_gets_the_useful_answer(server: Server) -> None:
    apply(server, QUICK + CENTER)
    async with desktop(server, "ada") as ada:
        server.log_in("ada", "desk-1")
        send(server)
        invited = (await told(ada))["email"]
        revoked = await told(ada)
        assert "referenceId" not in revoked
        assert revoked["email"] == {**{name: invited[name] for name in BRIEF}, "state": "Revoked", "capabilities": []}
        status, late = server.operate("ada", invited["id"], "Accept")
        assert (status, late["statusCode"]) == (400, 2)
        assert "Revoked" in late["statusMessage"]

        again = (await told(ada))["email"]  # nobody else is there: a new round
        assert (again["state"], "PegRejected" in again["userData"]) == ("Invited", False)
        assert server.operate("ada", invited["id"], "Reject") == (200, {"statusCode": 0})
        rejected = await told(ada)
        assert rejected["referenceId"] == 1
        assert rejected["email"] == {**{name: again[name] for name in BRIEF}, "state": "Completed", "capabilities": []}


async def test_every_tab_gets_each_message_once_and_nobody_else_any(server: Server) -> None:
    async with (
        desktop(server, "ada", "/**", "/v2/me/*", "/v2/me/emails") as first,
        desktop(server, "ada", "/v2/me/emails") as second,
        desktop(server, "sam", "/**") as sam,
    ):
        server.log_in("ada", "desk-1")
        send(server)
        email = (await told(first))["email"]["id"]
        assert (await told(second))["email"]["id"] == email
        server.operate("ada", email, "Accept", operationId="tab-1")
        for tab in (first, second):
            message = await told(tab)
            assert (message["operationId"], message["referenceId"]) == ("tab-1", 1)
            assert await is_quiet(tab)
        assert await is_quiet(sam)


async def test_log_out_tells_everything_in_order_then_closes_every_tab(server: Server) -> None:
    apply(server, "[options]\nemail-capacity = 2\n" + CENTER)
    async with desktop(server, "ada") as first, desktop(server, "ada") as second:
        server.log_in("ada", "desk-1")
        send(server, MAIL)
        held = (await told(first))["email"]["id"]
        server.operate("ada", held, "Accept")
        await told(first)
        send(server, MAIL.replace("Invoice", "Another"))
        invited = (await told(first))["email"]["id"]
        while not await is_quiet(second):
            pass
        assert server.call("ada", "/api/v2/me", {"operationName": "EndContactCenterSession"}) == (
            200,
            {"statusCode": 0},
        )
        for tab in (first, second):
            for email in (invited, held):
                data = await told(tab)
                assert (data["email"]["id"], data["email"]["state"], "referenceId" in data) == (email, "Revoked", False)
            state = (await tab.message(5))["data"]["channels"][0]
            assert (state["userState"]["state"], "dndState" in state) == ("LoggedOut", False)
            await asyncio.wait_for(tab.ended.wait(), 5)
    server.log_in("bob", "desk-1")  # the place is free
    for _ in range(100):
        _, listed = server.call("bob", "/api/v2/me/emails?fields=id")
        if len(listed["emails"]) == 2:
            break
        await asyncio.sleep(0.02)
    assert {entry["id"] for entry in listed["emails"]} == {held, invited}, "both wait for the next agent"


async def test_who_ends_without_a_session_open_loses_his_push_channel_as_well(server: Server) -> None:
    async with desktop(server, "sam") as sam:
        assert server.call("sam", "/api/v2/me", {"operationName": "EndContactCenterSession"}) == (
            200,
            {"statusCode": 0},
        )
        await asyncio.wait_for(sam.ended.wait(), 5)


async def test_a_lost_client_keeps_what_it_accepted_and_is_offered_nothing_until_it_is_ready_again(
    server: Server,
) -> None:
    apply(server, QUICK + CENTER)
    async with desktop(server, "ada") as ada:
        server.log_in("ada", "desk-1")
        send(server)
        held = (await told(ada))["email"]["id"]
        server.operate("ada", held, "Accept")
    await asyncio.sleep(1.5)
    (channel,) = server.call("ada", "/api/v2/me/channels?fields=*")[1]["channels"]
    assert channel["userState"]["state"] == "NotReady"
    async with desktop(server, "ada") as ada:
        assert shown(server, "ada", held)["state"] == "Processing"
        send(server, MAIL.replace("Invoice", "Another"))
        assert server.operate("ada", held, "Complete") == (200, {"statusCode": 0})
        assert (await told(ada))["email"]["state"] == "Completed"
        assert await is_quiet(ada)
        server.call("ada", "/api/v2/me/channels/email", {"operationName": "Ready"})
        assert (await told(ada))["email"]["state"] == "Invited"
