"""Customers over HTTP: identified, looked for, read, changed, merged (contract 11.7)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from proffer.agents.notices import ContactNotice
from proffer.interaction.contact import Address, Contact, address_key
from proffer.interaction.contact_events import ContactCreated
from proffer.record import Change, Write
from tests.cast import NOON
from tests.edges.api.desk import ADA, Desk

KIM = Contact(id="00001a105ZRAJKIM", first_name="Kim", last_name="Weber", email_addresses=("kim@example.org",))
JONAS = Contact(
    id="00001a105ZRAJJON",
    first_name="Jonas",
    last_name="weber",
    email_addresses=("jonas@example.com",),
    phone_numbers=("+49 30 1234",),
    attributes={"LCA_EmplID_email": "E1002"},
)
IDENTIFY = "/api/v2/contacts/ucs"
UCS = "/api/v2/ucs/contacts"
OWN = "/api/x/v1/contacts"


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    opened = await Desk.open()
    for contact in (KIM, JONAS):
        writes = [Write(None, contact)]
        writes += [Write(None, Address(address=one, contact=contact.id)) for one in contact.email_addresses]
        created = ContactCreated(at=NOON, contact=contact.id)
        await opened.house.store.save(Change(writes=tuple(writes), events=(created,)))
    yield opened
    await opened.close()


async def identified(desk: Desk, **parameters: Any) -> ContactNotice:
    """What ada is told; her session is open."""
    reply = await desk.ask("POST", IDENTIFY, {"operationName": "IdentifyUCSContact"} | parameters, as_="ada")
    assert reply.pair == (200, 0), reply.body
    notice = [one for one in desk.house.notices if isinstance(one, ContactNotice)][-1]
    assert (notice.to, notice.topic, notice.reference) == ((ADA,), "/v2/me/ucs", reply.json["referenceId"])
    return notice


class TestIdentify:
    @pytest.fixture(autouse=True)
    async def session(self, desk: Desk) -> None:
        await desk.house.ready(ADA)

    async def test_the_answer_names_a_reference_and_the_notification_the_contact(self, desk: Desk) -> None:
        first = await identified(desk, emailAddress="KIM@example.org")
        second = await identified(desk, lastName="Weber", phoneNumber="+49 (30) 1234")
        assert (first.contact, second.contact) == (KIM.id, JONAS.id)
        assert (first.reference, second.reference) == (1, 2)

    async def test_an_address_decides_alone_and_of_several_the_first_is_meant(self, desk: Desk) -> None:
        assert (await identified(desk, emailAddress="kim@example.org", lastName="Other")).contact == KIM.id
        assert (await identified(desk, lastName="WEBER")).contact == JONAS.id

    async def test_nobody_known_is_said_so(self, desk: Desk) -> None:
        notice = await identified(desk, emailAddress="new@example.org")
        assert (notice.contact, notice.error) == (None, "Contact not found")

    async def test_a_wildcard_is_a_letter_here(self, desk: Desk) -> None:
        assert (await identified(desk, lastName="We*")).contact is None

    async def test_somebody_unknown_can_be_created_once(self, desk: Desk) -> None:
        asked = {"emailAddress": "New@example.org", "lastName": "Neu", "createContactEnabled": "true"}
        notice = await identified(desk, **asked, userData={"Segment": "gold", "Age": 7})
        assert (await identified(desk, **asked)).contact == notice.contact
        contact = (await desk.ask("GET", f"{UCS}/{notice.contact}", as_="ada")).json["contact"]
        assert contact["lastName"] == "Neu"
        assert contact["emailAddresses"] == ["new@example.org"]
        assert contact["attributes"] == {"Segment": "gold", "Age": "7"}
        assert await desk.house.records.get(address_key("new@example.org"))

    async def test_a_client_s_own_ids_are_repeated(self, desk: Desk) -> None:
        body = {"operationName": "IdentifyUCSContact", "lastName": "Weber", "referenceId": 77, "operationId": "tab"}
        reply = await desk.ask("POST", IDENTIFY, body, as_="ada")
        assert reply.json == {"statusCode": 0, "referenceId": 77, "operationId": "tab"}
        assert (await identified(desk, lastName="Weber")).reference == 1

    @pytest.mark.parametrize(
        ("body", "pair"),
        [
            ({}, (400, 1)),
            ({"lastName": ""}, (400, 1)),
            ({"lastName": None, "phoneNumber": None}, (400, 1)),
            ({"emailAddress": "no address"}, (400, 10)),
            ({"emailAddress": "a@b\r\nBcc: c@d"}, (400, 10)),
            ({"lastName": 7}, (400, 10)),
            ({"phoneNumber": "call me"}, (400, 10)),
            ({"lastName": "x", "createContactEnabled": "yes"}, (400, 10)),
            ({"lastName": "x", "userData": {"a": {}}}, (400, 10)),
            ({"lastName": "x", "operationName": "Other"}, (400, 10)),
        ],
    )
    async def test_bad_input_has_its_answer_and_takes_no_number(
        self, desk: Desk, body: dict[str, Any], pair: tuple[int, int]
    ) -> None:
        reply = await desk.ask("POST", IDENTIFY, {"operationName": "IdentifyUCSContact"} | body, as_="ada")
        assert reply.pair == pair
        assert (await identified(desk, lastName="Weber")).reference == 1


async def test_identifying_needs_an_open_session(desk: Desk) -> None:
    body = {"operationName": "IdentifyUCSContact", "lastName": "Weber"}
    assert (await desk.ask("POST", IDENTIFY, body, as_="sam")).pair == (400, 2)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Jonas", "Kim"]),
        ("lastName=weber", ["Jonas", "Kim"]),
        ("lastName=web*&firstName=k*", ["Kim"]),
        ("emailAddress=*@example.com", ["Jonas"]),
        ("phoneNumber=%2B49301234", ["Jonas"]),
        ("lastName=nobody", []),
        ("lastName=weber&sortBy=firstName&order=desc", ["Kim", "Jonas"]),
        ("lastName=weber&offset=1&limit=1", ["Kim"]),
    ],
)
async def test_contacts_are_looked_for(desk: Desk, query: str, names: list[str]) -> None:
    reply = await desk.ask("GET", f"{UCS}?fields=*&{query}", as_="ada")
    assert [contact["firstName"] for contact in reply.json["contacts"]] == names
    assert reply.json["totalCount"] == (2 if "offset" in query else len(names))


async def test_without_fields_their_addresses_are_listed(desk: Desk) -> None:
    reply = await desk.ask("GET", f"{UCS}?limit=1", as_="ada")
    assert reply.json == {"statusCode": 0, "uris": [f"https://cc.example{UCS}/{JONAS.id}"], "totalCount": 2}


@pytest.mark.parametrize("query", ["lastName=*mid*", "limit=0", "limit=1001", "sortBy=title", "order=up"])
async def test_what_cannot_be_looked_for_is_refused(desk: Desk, query: str) -> None:
    assert (await desk.ask("GET", f"{UCS}?{query}", as_="ada")).pair == (400, 10)


async def test_a_contact_is_read_in_the_contract_s_form(desk: Desk) -> None:
    reply = await desk.ask("GET", f"{UCS}/{JONAS.id}", as_="ada")
    assert reply.json["contact"] == {
        "id": JONAS.id,
        "firstName": "Jonas",
        "lastName": "weber",
        "title": "",
        "emailAddresses": ["jonas@example.com"],
        "phoneNumbers": ["+49 30 1234"],
        "attributes": {"LCA_EmplID_email": "E1002"},
        "uri": f"https://cc.example{UCS}/{JONAS.id}",
        "path": f"/ucs/contacts/{JONAS.id}",
    }
    assert (await desk.ask("GET", f"{UCS}/nobody", as_="ada")).pair == (404, 6)


async def test_what_is_given_replaces_what_there_was(desk: Desk) -> None:
    body = {"title": "Dr.", "emailAddresses": ["kim@example.net", "KIM@example.net"], "attributes": {"a": "b"}}
    contact = (await desk.ask("PUT", f"{UCS}/{KIM.id}", body, as_="ada")).json["contact"]
    assert (contact["title"], contact["lastName"], contact["attributes"]) == ("Dr.", "Weber", {"a": "b"})
    assert contact["emailAddresses"] == ["kim@example.net"]
    found = await desk.house.records.fresh([address_key("kim@example.net"), address_key("kim@example.org")])
    assert list(found) == [address_key("kim@example.net")]


@pytest.mark.parametrize(
    ("body", "pair"),
    [
        ({"emailAddresses": ["kim@example.org", "jonas@example.com"]}, (409, 18)),
        ({"emailAddresses": "kim@example.org"}, (400, 10)),
        ({"emailAddresses": ["nobody"]}, (400, 10)),
        ({"phoneNumbers": ["x"]}, (400, 10)),
        ({"lastName": "a\nb"}, (400, 10)),
        ({"attributes": []}, (400, 10)),
        ({"id": JONAS.id}, (400, 11)),
    ],
)
async def test_a_bad_change_is_refused_and_changes_nothing(
    desk: Desk, body: dict[str, Any], pair: tuple[int, int]
) -> None:
    assert (await desk.ask("PUT", f"{UCS}/{KIM.id}", body | {"firstName": "K"}, as_="ada")).pair == pair
    assert (await desk.ask("GET", f"{UCS}/{KIM.id}", as_="ada")).json["contact"]["firstName"] == "Kim"


async def test_two_contacts_become_one_and_two_again(desk: Desk) -> None:
    before = [(await desk.ask("GET", f"{UCS}/{one.id}", as_="ada")).json for one in (KIM, JONAS)]
    body = {"operationName": "Merge", "contactId": JONAS.id}
    merged = (await desk.ask("POST", f"{OWN}/{KIM.id}", body, as_="ada")).json["contact"]
    assert merged["emailAddresses"] == ["kim@example.org", "jonas@example.com"]
    assert merged["mergedFrom"] == [JONAS.id]
    assert (await desk.ask("GET", f"{UCS}/{JONAS.id}", as_="ada")).json["contact"] == merged
    found = await desk.ask("GET", f"{UCS}?fields=id&emailAddress=jonas@example.com", as_="ada")
    assert found.json["contacts"] == [{"id": KIM.id}]
    assert (await desk.ask("POST", f"{OWN}/{KIM.id}", body, as_="ada")).pair == (400, 2)
    undo = {"operationName": "Unmerge", "contactId": JONAS.id}
    assert (await desk.ask("POST", f"{OWN}/{KIM.id}", undo, as_="ada")).pair == (200, 0)
    assert [(await desk.ask("GET", f"{UCS}/{one.id}", as_="ada")).json for one in (KIM, JONAS)] == before


@pytest.mark.parametrize(
    ("contact", "body", "pair"),
    [
        (KIM.id, {"operationName": "Merge"}, (400, 1)),
        (KIM.id, {"operationName": "Merge", "contactId": "nobody"}, (404, 6)),
        ("nobody", {"operationName": "Merge", "contactId": KIM.id}, (404, 6)),
        (KIM.id, {"operationName": "Merge", "contactId": KIM.id}, (400, 10)),
        (KIM.id, {"operationName": "Unmerge", "contactId": JONAS.id}, (400, 2)),
        (KIM.id, {"operationName": "Split", "contactId": JONAS.id}, (400, 10)),
    ],
)
async def test_a_merge_that_cannot_be_is_refused(
    desk: Desk, contact: str, body: dict[str, Any], pair: tuple[int, int]
) -> None:
    assert (await desk.ask("POST", f"{OWN}/{contact}", body, as_="ada")).pair == pair
