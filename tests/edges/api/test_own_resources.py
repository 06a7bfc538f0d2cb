"""What lives under /api/x/v1, attachments and original messages (contract 10.18, 11.10)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from proffer.interaction.content import Attachment, Content, Warning_
from tests.cast import ADA, BOB
from tests.edges.api.desk import Desk, attached

PDF = Attachment(id="000010a00000000A", name='Rechnung "März"\r\n.pdf', size=3, mime="application/pdf", part="2")
ODD = Attachment(id="000010a00000000B", name="", size=3, mime="text/html\r\nx: y", part="3")


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async def attachment_bytes(content: Content, attachment: Attachment) -> bytes:
        return f"part {attachment.part} of {content.blob}".encode()

    async def source_bytes(content: Content) -> bytes:
        return b"Subject: x\r\n\r\nbody"

    opened = await Desk.open(attachment_bytes=attachment_bytes, source_bytes=source_bytes)
    yield opened
    await opened.close()


@pytest.fixture
async def email(desk: Desk) -> str:
    """Offered to ada; bob is ready too."""
    await desk.house.ready(ADA)
    found = await desk.house.mail("Invoice 20417", from_="jonas@example.org")
    warned = (Warning_("clipped", "The mail was longer."),)
    await attached(desk.house, found, PDF, ODD, warnings=warned, blob="blob-1")
    await desk.house.ready(BOB)
    return found


async def accept(desk: Desk, email: str) -> None:
    assert (await desk.ask("POST", f"/api/v2/emails/{email}", {"operationName": "Accept"}, as_="ada")).code == 0


async def details(desk: Desk, email: str, name: str = "ada") -> Any:
    return (await desk.ask("GET", f"/api/x/v1/emails/{email}", as_=name)).json["email"]


async def test_an_invitation_shows_the_servers_time_and_how_long_it_runs_and_no_more(desk: Desk, email: str) -> None:
    assert await details(desk, email) == {
        "serverTime": "2026-03-02T09:14:07.000Z",
        "invitation": {"offeredAt": "2026-03-02T09:14:07.000Z", "expiresAt": "2026-03-02T09:14:37.000Z"},
    }


async def test_after_acceptance_the_thread_and_the_warnings_are_shown(desk: Desk, email: str) -> None:
    await accept(desk, email)
    found = await details(desk, email)
    assert found["warnings"] == [{"code": "clipped", "text": "The mail was longer."}]
    assert found["thread"] == [
        {
            "id": email,
            "direction": "Inbound",
            "date": "2026-03-02T09:14:07.000Z",
            "state": "Processing",
            "from": "jonas@example.org",
            "subject": "Invoice 20417",
        }
    ]
    assert "invitation" not in found


async def test_a_thread_lists_the_emails_of_the_same_conversation_oldest_first(desk: Desk) -> None:
    await desk.house.ready(ADA)
    first = await desk.house.mail("Where is it?", contact_id="C", thread_id="T")
    desk.hands.go(1_000)
    other = await desk.house.mail("Another thing", contact_id="C", thread_id="U")
    desk.hands.go(1_000)
    second = await desk.house.mail("Re: Where is it?", contact_id="C", thread_id="T")
    thread = (await details(desk, second, "sam"))["thread"]
    assert [entry["id"] for entry in thread] == [first, second]
    assert [entry["state"] for entry in thread] == ["Invited", "Queued"]
    assert set(await details(desk, first, "sam")) == {"serverTime", "invitation", "thread", "warnings", "pictures"}
    assert other not in str(thread)


async def test_who_may_not_see_the_email_sees_nothing_of_it_here(desk: Desk, email: str) -> None:
    for rest in ("", "/why", "/source"):
        assert (await desk.ask("GET", f"/api/x/v1/emails/{email}{rest}", as_="bob")).pair == (404, 6)
        assert (await desk.ask("GET", "/api/x/v1/emails/none" + rest, as_="ada")).pair == (404, 6)
        assert (await desk.ask("GET", f"/api/x/v1/emails/{email}{rest}")).pair == (403, 20)


async def test_why_tells_each_invitation_with_its_reasons_and_what_came_of_it(desk: Desk, email: str) -> None:
    desk.hands.go(2_000)
    await desk.ask("POST", f"/api/v2/emails/{email}", {"operationName": "Reject"}, as_="ada")
    await desk.house.settle()
    first, second = (await desk.ask("GET", f"/api/x/v1/emails/{email}/why", as_="bob")).json["invitations"]
    assert (first["agent"]["employeeId"], first["outcome"], first["queue"]) == ("E1001", "rejected", "support")
    assert first["endedAt"] == "2026-03-02T09:14:09.000Z"
    assert (second["agent"]["name"], second["outcome"]) == ("bob", "open")
    assert second["expiresAt"] == "2026-03-02T09:14:39.000Z"
    assert second["why"]["target"] == "Support"
    candidates = {one["agent"]["name"]: one["verdict"] for one in second["why"]["candidates"]}
    assert set(candidates) >= {"ada", "bob"}
    assert "tie_break" not in second["why"]
    as_supervisor = (await desk.ask("GET", f"/api/x/v1/emails/{email}/why", as_="sam")).json
    assert as_supervisor["invitations"] == [first, second]


async def test_why_is_for_who_has_it_in_hand(desk: Desk, email: str) -> None:
    await accept(desk, email)
    await desk.ask("POST", f"/api/v2/emails/{email}", {"operationName": "Complete"}, as_="ada")
    assert (await desk.ask("GET", f"/api/x/v1/emails/{email}/why", as_="bob")).pair == (403, 5)


@pytest.mark.parametrize("address", ["/me/emails/", "/email/", "/emails/"])
async def test_an_attachment_is_saved_not_shown(desk: Desk, email: str, address: str) -> None:
    await accept(desk, email)
    reply = await desk.ask("GET", f"/api/v2{address}{email}/attachments/{PDF.id}", as_="ada")
    assert (reply.status, reply.body) == (200, b"part 2 of blob-1")
    assert reply.headers["content-type"] == "application/pdf"
    assert reply.headers["content-length"] == "16"
    assert reply.headers["x-content-type-options"] == "nosniff"
    disposition = reply.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="Rechnung _M_rz___.pdf"; ')
    assert disposition.endswith("filename*=UTF-8''Rechnung%20%22M%C3%A4rz%22%0D%0A.pdf")


async def test_an_attachment_with_an_odd_type_and_no_name_is_just_bytes(desk: Desk, email: str) -> None:
    await accept(desk, email)
    reply = await desk.ask("GET", f"/api/v2/emails/{email}/attachments/{ODD.id}", as_="ada")
    assert reply.headers["content-type"] == "application/octet-stream"
    assert 'filename="attachment"' in reply.headers["content-disposition"]


async def test_an_attachment_follows_the_rights_of_its_email(desk: Desk, email: str) -> None:
    path = f"emails/{email}/attachments/{PDF.id}"
    assert (await desk.ask("GET", f"/api/v2/{path}", as_="ada")).pair == (400, 2)
    assert (await desk.ask("GET", f"/api/v2/{path}", as_="bob")).pair == (404, 6)
    assert (await desk.ask("GET", f"/api/v2/{path}", as_="sam")).status == 200
    assert (await desk.ask("GET", f"/api/v2/me/{path}", as_="sam")).pair == (404, 6)
    await accept(desk, email)
    assert (await desk.ask("GET", f"/api/v2/emails/{email}/attachments/none", as_="ada")).pair == (404, 6)


async def test_the_original_message_is_given_after_acceptance_or_with_insight(desk: Desk, email: str) -> None:
    path = f"/api/x/v1/emails/{email}/source"
    assert (await desk.ask("GET", path, as_="ada")).pair == (400, 2)
    for_supervisor = await desk.ask("GET", path, as_="sam")
    assert for_supervisor.body == b"Subject: x\r\n\r\nbody"
    assert for_supervisor.headers["content-type"] == "message/rfc822"
    await accept(desk, email)
    assert (await desk.ask("GET", path, as_="ada")).body == for_supervisor.body


async def test_an_email_without_an_original_has_no_source(desk: Desk) -> None:
    await desk.house.ready(ADA)
    email = await desk.house.mail()
    await accept(desk, email)
    assert (await desk.ask("GET", f"/api/x/v1/emails/{email}/source", as_="ada")).pair == (404, 6)
