"""The main job with real parts only: mail by SMTP, npm cometd as the desktops, the server in a process of its own."""

from __future__ import annotations

import smtplib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.running import Desktop, Server, running, why_not

pytestmark = [pytest.mark.interop, pytest.mark.skipif(why_not() is not None, reason=str(why_not()))]

MAIL = """From: Jonas Weber <jonas.weber@example.org>\r
To: support@demo.test\r
Subject: =?utf-8?q?Invoice_20417_charged_twice_=E2=80=93_help?=\r
Date: Mon, 2 Mar 2026 10:13:58 +0100\r
Message-ID: <5f1c9a77.2041@mail.example.org>\r
MIME-Version: 1.0\r
Content-Type: text/html; charset=utf-8\r
\r
<p>Hello,<br>you charged invoice 20417 twice.<script>alert(1)</script></p>\r
"""
REJECTED_KEYS = {
    "Subject": "Invoice 20417 charged twice – help",
    "To": "support@demo.test",
    "Mailbox": "support@demo.test",
    "FromAddress": "jonas.weber@example.org",
    "FromPersonal": "Jonas Weber",
    "EmailAddress": "jonas.weber@example.org",
    "Header_Date": "Mon, 2 Mar 2026 10:13:58 +0100",
    "Header_Message-ID": "<5f1c9a77.2041@mail.example.org>",
    "Header_Content-Type": "text/html; charset=utf-8",
    "Header_MIME-Version": "1.0",
    "_ContainsAttachment": "false",
    "_AttachmentsSize": "0",
    "_AttachmentFileNames": "",
    "_AutoReplyCount": 0,
    "Origination_Source": "Email",
    "CustomerSegment": "default",
    "ServiceType": "default",
    "ServiceObjective": 0,
    "RTenant": "Environment",
    "RStrategyName": "support",
    "RTargetTypeSelected": "2",
    "RTargetPlaceSelected": "desk-1",
    "RTargetRuleSelected": "",
    "RRequestedSkills": None,
    "RRequestedSkillCombination": "",
    "RVQID": "",
    "RVQDBID": "",
    "CBR-actual_volume": "",
    "CBR-Interaction_cost": "",
    "CBR-contract_DBIDs": "",
    "CBR-IT-path_DBIDs": "",
}
OF_THE_CENTRE = {"RStrategyDBID", "RTargetRequested", "RTargetAgentGroup", "RTargetObjectSelected"} | {
    "RTargetObjSelDBID",
    "RTargetAgentSelected",
    "ContactId",
}
PROCESSING = ["Reply", "ReplyAll", "Transfer", "AddComment", "AttachUserData", "UpdateUserData", "DeleteUserData"]
PROCESSING += ["SetDisposition", "SetInFocus", "Complete"]


@pytest.fixture(params=["long-polling", "websocket"])
def transport(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def desk(database: list[str], transport: str, tmp_path: Path) -> Iterator[tuple[Server, Desktop, Desktop]]:
    with running(tmp_path / "data", *database) as server:
        ada = Desktop(server, "ada", transport)
        bob = Desktop(server, "bob", transport)
        try:
            yield server, ada, bob
        finally:
            ada.close()
            bob.close()


def send(server: Server, text: str = MAIL) -> None:
    with smtplib.SMTP(*server.smtp) as client:
        client.sendmail("jonas.weber@example.org", ["support@demo.test"], text.encode())


def test_a_mail_is_offered_rejected_offered_to_the_next_accepted_and_completed(
    desk: tuple[Server, Desktop, Desktop],
) -> None:
    server, ada, bob = desk
    server.log_in("ada", "desk-1")
    server.log_in("bob", "desk-2")

    send(server)
    sent = time.monotonic()
    invited = ada.email()
    assert time.monotonic() - sent < 1, "the invitation takes less than a second"
    email = invited["email"]["id"]
    assert (invited["notificationType"], invited["messageType"]) == ("StatusChange", "EmailStateChangeMessage")
    assert (invited["email"]["state"], invited["email"]["capabilities"]) == ("Invited", ["Accept", "Reject"])
    assert "referenceId" not in invited
    assert "body" not in invited["email"], "no content before acceptance"

    assert server.operate("bob", email, "Accept")[1]["statusCode"] == 6, "to bob it does not exist"
    rejected_at = time.monotonic()
    assert server.operate("ada", email, "Reject") == (200, {"statusCode": 0})
    completed = ada.email()
    assert completed["referenceId"] == 1
    assert set(completed["email"]) == {"id", "state", "capabilities", "uri", "userData"}
    assert (completed["email"]["state"], completed["email"]["capabilities"]) == ("Completed", [])
    data = completed["email"]["userData"]
    assert {key: data[key] for key in REJECTED_KEYS} == REJECTED_KEYS
    assert set(data) - set(REJECTED_KEYS) - OF_THE_CENTRE == {f"PegAG{data['RTargetObjectSelected']}"}
    assert "PegRejected" not in data

    offered = bob.email()
    assert time.monotonic() - rejected_at < 1
    assert (offered["email"]["id"], offered["email"]["userData"]["PegRejected"]) == (email, 1)

    assert server.operate("bob", email, "Accept") == (200, {"statusCode": 0})
    processing = bob.email()["email"]
    assert (processing["state"], processing["capabilities"]) == ("Processing", PROCESSING)
    assert "you charged invoice 20417 twice" in processing["bodyAsPlainText"]
    assert "<script" not in processing["body"]

    assert server.operate("bob", email, "SetDisposition", disposition="refunded") == (200, {"statusCode": 0})
    assert bob.email()["notificationType"] == "PropertiesUpdated"
    assert server.operate("bob", email, "Complete") == (200, {"statusCode": 0})
    done = bob.email()["email"]
    assert (done["state"], done["userData"]["DISP_KEY"]) == ("Completed", "refunded")
    assert server.call("bob", "/api/v2/me/emails") == (200, {"statusCode": 0, "uris": []})
