"""Standard responses: who sees which, what their field codes become, how often they were used (contract 11.2)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from proffer.center.standard_response import ResponseCategory, StandardResponse
from proffer.interaction.contact import Contact
from proffer.interaction.contact_events import ContactCreated
from proffer.interaction.email import HELD
from proffer.record import Change, Write, replace
from tests.cast import ADA, CENTER, NOON
from tests.edges.api.desk import Desk

MONEY = ResponseCategory(id="3-35d7174c-62a1-4450-a5df-633325bc9931", name="Invoices", modified_at=NOON)
GERMAN = replace(MONEY, id=f"{MONEY.id[:-1]}2", name="Rechnungen", language="German", approved=False)
INNER = replace(MONEY, id="3-35d7174c-62a1-4450-a5df-633325bc9933", name="Refunds", parent="Invoices")
REFUND = StandardResponse(
    id="RRRRRRRRRRRRRRR1",
    name="Refund",
    category="Invoices",
    subject="Your refund, <$Customer.LastName$>",
    body="<p>Dear <$ Contact.FirstName $>,</p><p>&lt;$ Agent.FullName $&gt; <$ Nobody.Knows $></p><script>1</script>",
    starts_at=NOON,
    modified_at=NOON,
)
EXPIRED = replace(REFUND, id="RRRRRRRRRRRRRRR2", name="Old", starts_at=None, expires_at=NOON)
DRAFT = replace(REFUND, id="RRRRRRRRRRRRRRR3", name="Draft", approved=False)
OFFICE = replace(
    CENTER,
    response_categories=(MONEY, GERMAN, INNER),
    responses=(REFUND, EXPIRED, DRAFT),
    queues=(replace(CENTER.queues[0], response_categories=("Invoices",)), *CENTER.queues[1:]),
)
TEMPLATES = "/api/v2/response-templates"
TREE = "/api/v2/platform/contactserver"


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = await Desk.open(center=OFFICE)
    await desk.house.ready(ADA)
    yield desk
    desk.house.close()


async def held(desk: Desk) -> str:
    contact = Contact(id="c" * 16, first_name="Jonas <b>", last_name="Weber", created_at=NOON)
    event = ContactCreated(at=NOON, agent=ADA, contact=contact.id)
    await desk.house.store.save(Change(writes=(Write(None, contact),), events=(event,)))
    email = await desk.house.mail("Invoice", contact_id=contact.id)
    await desk.house.ask(ADA, "Accept", email)
    return email


async def test_agents_see_what_is_approved_and_valid_and_supervisors_all(desk: Desk) -> None:
    mine = await desk.ask("GET", f"{TEMPLATES}?fields=name", as_="ada")
    assert mine.json["responseTemplates"] == [{"name": "Refund"}]
    all_ = await desk.ask("GET", f"{TEMPLATES}?fields=name", as_="sam")
    assert [one["name"] for one in all_.json["responseTemplates"]] == ["Refund", "Old", "Draft"]
    assert (await desk.ask("GET", f"{TEMPLATES}/{DRAFT.id}", as_="ada")).pair == (404, 6)


async def test_one_is_shown_as_it_is_with_its_times_and_its_group(desk: Desk) -> None:
    found = (await desk.ask("GET", f"{TEMPLATES}/{REFUND.id}", as_="ada")).json["responseTemplate"]
    assert found["body"] == REFUND.body
    assert found["startTime"] == found["modifiedTime"] == "2026-03-02T09:14+0000"
    assert "expirationTime" not in found
    assert "description" not in found
    group = await desk.ask("GET", f"/api/v2/groups/{MONEY.id}", as_="ada")
    assert group.json["group"]["uri"] == found["groupUri"]
    assert group.json["group"]["name"] == "Invoices"


@pytest.mark.parametrize(("query", "names"), [("name=Refund", ["Refund"]), ("language=German", [])])
async def test_they_are_found_by_name_and_language(desk: Desk, query: str, names: list[str]) -> None:
    found = await desk.ask("GET", f"{TEMPLATES}?fields=*&{query}", as_="ada")
    assert [one["name"] for one in found.json["responseTemplates"]] == names


async def test_field_codes_become_what_they_stand_for_and_nothing_becomes_markup(desk: Desk) -> None:
    email = await held(desk)
    body = {"operationName": "Render", "emailId": email}
    found = (await desk.ask("POST", f"{TEMPLATES}/{REFUND.id}", body, as_="ada")).json
    assert found["subject"] == "Your refund, Weber"
    assert "Dear Jonas &lt;b&gt;," in found["body"]
    assert "<script" not in found["body"]
    assert "$ Nobody.Knows $" in found["bodyAsPlainText"]
    assert found["bodyAsPlainText"].startswith("Dear Jonas <b>,")


@pytest.mark.parametrize(
    ("body", "pair"),
    [
        ({"operationName": "Render"}, (400, 1)),
        ({"operationName": "Render", "emailId": "0000000000000000"}, (404, 6)),
        ({"operationName": "Send", "emailId": "0000000000000000"}, (400, 10)),
    ],
)
async def test_what_is_wrong_with_rendering_is_said(desk: Desk, body: Any, pair: tuple[int, int]) -> None:
    assert (await desk.ask("POST", f"{TEMPLATES}/{REFUND.id}", body, as_="ada")).pair == pair


async def test_nothing_is_rendered_for_an_email_that_is_only_offered(desk: Desk) -> None:
    email = await desk.house.mail("Invoice")
    body = {"operationName": "Render", "emailId": email}
    assert (await desk.ask("POST", f"{TEMPLATES}/{REFUND.id}", body, as_="ada")).pair == (400, 2)


async def test_the_queue_says_which_categories_fit(desk: Desk) -> None:
    email = await held(desk)
    shown = await desk.ask("GET", f"/api/v2/me/emails/{email}", as_="ada")
    [group] = shown.json["email"]["revelantResponseTemplateGroups"]
    assert group.endswith(f"/groups/{MONEY.id}")


async def test_the_roots_of_the_tree_by_approval_and_language(desk: Desk) -> None:
    every = await desk.ask("POST", f"{TREE}/RequestGetRootCategories", {}, as_="ada")
    assert every.json["response"] == "EventGetRootCategories"
    assert [one["name"] for one in every.json["data"]["categories"]] == ["Invoices", "Rechnungen"]
    approved = await desk.ask("POST", f"{TREE}/GetApprovedRootCategories", {}, as_="ada")
    assert [(one["name"], one["status"]) for one in approved.json["data"]["categories"]] == [("Invoices", "Approved")]
    german = await desk.ask("POST", f"{TREE}/RequestGetRootCategories", {"language": "German"}, as_="ada")
    assert [one["name"] for one in german.json["data"]["categories"]] == ["Rechnungen"]


async def test_what_was_used_is_counted_by_kind(desk: Desk) -> None:
    email = await held(desk)
    for kind in ({}, {"usageType": "SuggestedResponseChoosen"}, {"responseType": "SuggestedResponseChoosen"}):
        await desk.house.ask(ADA, "ReportResponseTemplateUsage", email, responseTemplateId=REFUND.id, **kind)
    found = await desk.ask("GET", "/api/x/v1/response-templates/usage", as_="sam")
    [one] = found.json["usage"]
    assert (one["name"], one["counts"]) == ("Refund", {"SuggestedResponseChoosen": 2, "SystemAutoResponse": 1})
    assert (await desk.ask("GET", "/api/x/v1/response-templates/usage", as_="ada")).pair == (403, 5)
    assert (await desk.house.email(email)).state == HELD


@pytest.mark.parametrize(
    ("raw", "pair"),
    [
        ({}, (400, 1)),
        ({"responseTemplateId": "nobody"}, (404, 6)),
        ({"responseTemplateId": EXPIRED.id}, (400, 2)),
        ({"responseTemplateId": DRAFT.id}, (400, 2)),
        ({"responseTemplateId": REFUND.id, "usageType": "Other"}, (400, 10)),
    ],
)
async def test_what_cannot_be_reported_is_refused(desk: Desk, raw: Any, pair: tuple[int, int]) -> None:
    email = await held(desk)
    body = {"operationName": "ReportResponseTemplateUsage", **raw}
    assert (await desk.ask("POST", f"/api/v2/me/emails/{email}", body, as_="ada")).pair == pair
