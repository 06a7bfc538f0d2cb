"""Emails over HTTP: listed, read, acted upon; who sees what (contract 2.9, 2.12, 2.13, 10.0, 10.1)."""

from __future__ import annotations

import pytest

from proffer.engine.done import Done
from proffer.operations.frame import Request
from tests.cast import ADA, BOB, with_options
from tests.edges.api.desk import Desk

BASE = "https://cc.example/api/v2"
ACCEPT, REJECT = {"operationName": "Accept"}, {"operationName": "Reject"}


@pytest.fixture
async def email(desk: Desk) -> str:
    """An email offered to ada; bob is ready too."""
    await desk.house.ready(ADA)
    found = await desk.house.mail("Invoice 20417")
    await desk.house.ready(BOB)
    return found


async def test_my_emails_are_listed_as_addresses_for_operations(desk: Desk, email: str) -> None:
    reply = await desk.ask("GET", "/api/v2/me/emails", as_="ada")
    assert reply.json == {"statusCode": 0, "uris": [f"{BASE}/me/emails/{email}"]}
    assert (await desk.ask("GET", "/api/v2/me/emails", as_="bob")).json == {"statusCode": 0, "uris": []}


async def test_my_emails_can_be_filtered_by_state(desk: Desk, email: str) -> None:
    for query, count in (("state=Invited", 1), ("state=Processing", 0), ("capabilities=Accept", 1), ("x=y", 1)):
        reply = await desk.ask("GET", f"/api/v2/me/emails?fields=*&{query}", as_="ada")
        assert len(reply.json["emails"]) == count, query


async def test_an_invited_email_shows_its_heading_and_an_accepted_one_its_body(desk: Desk, email: str) -> None:
    (invited,) = (await desk.ask("GET", "/api/v2/me/emails?fields=*", as_="ada")).json["emails"]
    assert invited["state"] == "Invited"
    assert invited["capabilities"] == ["Accept", "Reject"]
    assert invited["uri"] == f"{BASE}/email/{email}"
    assert "body" not in invited
    await desk.ask("POST", f"/api/v2/me/emails/{email}", ACCEPT, as_="ada")
    one = (await desk.ask("GET", f"/api/v2/me/emails/{email}", as_="ada")).json["email"]
    assert (one["state"], one["body"], one["mime"]) == ("Processing", "<p>Invoice 20417</p>", "text/html")
    (listed,) = (await desk.ask("GET", "/api/v2/me/emails?fields=*", as_="ada")).json["emails"]
    assert listed == one
    chosen = (await desk.ask("GET", f"/api/v2/me/emails/{email}?fields=id,body", as_="ada")).json["email"]
    assert chosen == {"id": email, "body": "<p>Invoice 20417</p>"}
    heading = (await desk.ask("GET", "/api/v2/me/emails?fields=id,subject", as_="ada")).json["emails"]
    assert heading == [{"id": email, "subject": "Invoice 20417"}]


@pytest.mark.parametrize("address", ["/me/emails/", "/email/", "/emails/"])
async def test_operations_are_served_on_all_three_addresses_with_the_documented_body(
    desk: Desk, email: str, address: str
) -> None:
    reply = await desk.ask("POST", f"/api/v2{address}{email}", ACCEPT, as_="ada")
    assert (reply.status, reply.body) == (200, b'{"statusCode":0}')
    assert (await desk.ask("GET", f"/api/v2{address}{email}", as_="ada")).json["email"]["state"] == "Processing"


async def test_a_client_that_sends_an_id_gets_it_back_with_the_reference(desk: Desk, email: str) -> None:
    path = f"/api/v2/me/emails/{email}"
    own = await desk.ask("POST", path, ACCEPT | {"operationId": "tab3-000041"}, as_="ada")
    assert own.json == {"statusCode": 0, "referenceId": 1, "operationId": "tab3-000041"}
    sent = {"operationName": "AddComment", "comment": "x", "referenceId": 77}
    assert (await desk.ask("POST", path, sent, as_="ada")).json == {"statusCode": 0, "referenceId": 77}


async def test_the_number_a_client_sent_comes_back_even_where_the_server_counts_none(desk: Desk, email: str) -> None:
    path = f"/api/v2/me/emails/{email}"
    await desk.ask("POST", path, ACCEPT, as_="ada")
    focus = {"operationName": "SetInFocus"}
    assert (await desk.ask("POST", path, focus | {"referenceId": 77}, as_="ada")).json["referenceId"] == 77
    own = await desk.ask("POST", path, focus | {"operationId": "focus-1"}, as_="ada")
    assert own.json == {"statusCode": 0, "operationId": "focus-1"}


@pytest.mark.parametrize(
    "name", ["mime", "body", "bodyAsPlainText", "attachments", "comment", "assignedTo", "userData"]
)
async def test_any_field_of_the_full_shape_can_be_asked_for_alone(desk: Desk, email: str, name: str) -> None:
    path = f"/api/v2/me/emails/{email}"
    await desk.ask("POST", path, ACCEPT, as_="ada")
    await desk.ask("POST", path, {"operationName": "AddComment", "comment": "x"}, as_="ada")
    whole = (await desk.ask("GET", path, as_="ada")).json["email"]
    listed = await desk.ask("GET", f"/api/v2/me/emails?fields={name}", as_="ada")
    assert listed.json["emails"] == [{name: whole[name]}]


async def test_what_left_my_hands_says_so_when_i_act_and_is_gone_when_i_read(desk: Desk, email: str) -> None:
    path = f"/api/v2/me/emails/{email}"
    assert (await desk.ask("POST", path, REJECT, as_="ada")).pair == (200, 0)
    late = await desk.ask("POST", path, ACCEPT, as_="ada")
    assert late.pair == (400, 2)
    assert "Completed" in late.json["statusMessage"]
    assert (await desk.ask("GET", path, as_="ada")).pair == (404, 6)


async def test_the_email_of_another_agent_does_not_exist(desk: Desk, email: str) -> None:
    for address in ("/me/emails/", "/email/", "/emails/"):
        assert (await desk.ask("GET", f"/api/v2{address}{email}", as_="bob")).pair == (404, 6)
        assert (await desk.ask("POST", f"/api/v2{address}{email}", ACCEPT, as_="bob")).pair == (404, 6)


async def test_a_supervisor_reads_it_and_may_not_act(desk: Desk, email: str) -> None:
    assert (await desk.ask("GET", f"/api/v2/emails/{email}", as_="sam")).json["email"]["body"]
    assert (await desk.ask("GET", f"/api/v2/me/emails/{email}", as_="sam")).pair == (404, 6)
    assert (await desk.ask("POST", f"/api/v2/me/emails/{email}", ACCEPT, as_="sam")).pair == (403, 5)


async def test_a_finished_email_can_be_read_by_agents_while_the_option_says_so(desk: Desk, email: str) -> None:
    for operation in ("Accept", "Complete"):
        await desk.ask("POST", f"/api/v2/me/emails/{email}", {"operationName": operation}, as_="ada")
    assert (await desk.ask("GET", f"/api/v2/emails/{email}", as_="bob")).json["email"]["state"] == "Completed"
    assert (await desk.ask("GET", f"/api/v2/me/emails/{email}", as_="ada")).pair == (404, 6)
    assert (await desk.ask("POST", f"/api/v2/emails/{email}", ACCEPT, as_="ada")).pair == (400, 2)
    assert (await desk.ask("POST", f"/api/v2/emails/{email}", ACCEPT, as_="bob")).pair == (404, 6)
    desk.house.records.center = with_options(history_readable_by_agents=False)
    assert (await desk.ask("GET", f"/api/v2/emails/{email}", as_="bob")).pair == (404, 6)


@pytest.mark.parametrize("name", ["Accept", "Juggle"])
async def test_operations_on_an_email_cannot_be_asked_of_the_collection(desk: Desk, name: str) -> None:
    assert (await desk.ask("POST", "/api/v2/me/emails", {"operationName": name}, as_="ada")).pair == (400, 10)
    assert (await desk.ask("POST", "/api/v2/me/emails", {}, as_="ada")).pair == (400, 1)


@pytest.mark.parametrize("email_id", ["..", "a b", "\0", "ä" * 16, "x" * 5_000, "%2F"])
async def test_what_cannot_be_an_id_is_not_found(desk: Desk, email_id: str) -> None:
    assert (await desk.ask("GET", f"/api/v2/me/emails/{email_id}", as_="ada")).pair == (404, 6)
    assert (await desk.ask("POST", f"/api/v2/me/emails/{email_id}", ACCEPT, as_="ada")).pair == (404, 6)
    juggle = {"operationName": "Juggle"}  # the name is looked at first (2.8)
    assert (await desk.ask("POST", f"/api/v2/me/emails/{email_id}", juggle, as_="ada")).pair == (400, 10)


async def test_the_performer_is_told_who_asks_for_what() -> None:
    asked: list[tuple[Request, bool]] = []

    class Listening:
        async def on_email(self, request: Request, *, insight: bool) -> object:
            asked.append((request, insight))
            return Done(reference=5)

    desk = await Desk.open(performer=Listening())
    body = {"operationName": "Transfer", "queueName": "x", "operationId": "1"}
    reply = await desk.ask("POST", "/api/v2/me/emails/1", body, as_="sam")
    assert reply.json == {"statusCode": 0, "referenceId": 5, "operationId": "1"}
    ((request, insight),) = asked
    assert request.raw == body
    assert (request.operation, request.email, request.operation_id, request.reference) == ("Transfer", "1", "1", None)
    assert request.agent == request.actor == "d" * 32
    assert insight
