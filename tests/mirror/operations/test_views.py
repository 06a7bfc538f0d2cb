"""What an agent sees: states, capabilities in the contract's order, shapes, the last user data (7.1, 9.2, 10.3)."""

from __future__ import annotations

import pytest

from proffer.interaction.notices import EmailNotice
from tests.cast import ADA, BOB, House, with_options


@pytest.fixture
async def house() -> House:
    house = await House.open()
    await house.ready(ADA, BOB)
    house.notices.clear()
    return house


def notices(house: House, agent: str) -> list[EmailNotice]:
    return [notice for notice in house.notices if isinstance(notice, EmailNotice) and agent in notice.to]


async def test_the_rejecter_sees_the_user_data_of_his_invitation_and_the_next_agent_the_grown_count(
    house: House,
) -> None:
    email = await house.mail("Invoice")
    await house.ask(ADA, "Reject", email)
    await house.settle()
    invited, ended = notices(house, ADA)
    assert ended.view.state == "Completed"
    assert ended.view.capabilities == ()
    assert ended.view.shape == "B"
    assert ended.email.user_data == invited.email.user_data
    assert "PegRejected" not in ended.email.user_data
    (next_one,) = notices(house, BOB)
    data = next_one.email.user_data
    assert (data["PegRejected"], data["PegAGSupport"], data["RTargetAgentSelected"]) == (1, 2, "E1002")


async def test_routing_keys_are_exactly_those_of_the_contract(house: House) -> None:
    email = await house.mail("Invoice")
    assert dict((await house.email(email)).user_data.values) == {
        "Subject": "Invoice",
        "CustomerSegment": "default",
        "ServiceType": "default",
        "ServiceObjective": 0,
        "RTenant": "Environment",
        "RStrategyName": "support",
        "RStrategyDBID": "12",
        "RTargetRequested": "Support",
        "RTargetAgentGroup": "Support",
        "RTargetTypeSelected": "2",
        "RTargetObjectSelected": "Support",
        "RTargetObjSelDBID": "31",
        "RTargetAgentSelected": "E1001",
        "RTargetPlaceSelected": "desk-a",
        "RTargetRuleSelected": "",
        "RRequestedSkills": None,
        "RRequestedSkillCombination": "",
        "RVQID": "",
        "RVQDBID": "",
        "CBR-actual_volume": "",
        "CBR-Interaction_cost": "",
        "CBR-contract_DBIDs": "",
        "CBR-IT-path_DBIDs": "",
        "PegAGSupport": 1,
    }


async def test_a_request_numbers_its_notifications_and_an_invitation_has_no_number(house: House) -> None:
    email = await house.mail()
    await house.ask(ADA, "Accept", email)
    await house.ask(ADA, "AddComment", email, comment="x")
    invited, accepted, commented = notices(house, ADA)
    assert (invited.reference, accepted.reference, commented.reference) == (None, 1, 2)


async def test_the_holder_sees_everything_in_the_contracts_order(house: House) -> None:
    email = await house.mail()
    await house.ask(ADA, "Accept", email)
    (shown,) = await house.views.in_hand(ADA, with_content=True)
    assert shown.view.shape == "F"
    assert shown.content is not None
    assert ",".join(shown.view.capabilities) == (
        "Reply,ReplyAll,Transfer,AddComment,AttachUserData,UpdateUserData,DeleteUserData,SetDisposition,SetInFocus,Complete"
    )


async def test_extension_capabilities_are_listed_only_when_asked_for() -> None:
    house = await House.open(with_options(list_extension_capabilities=True))
    await house.ready(ADA)
    email = await house.mail()
    await house.ask(ADA, "Accept", email)
    (shown,) = await house.views.in_hand(ADA, with_content=False)
    assert shown.view.capabilities[-2:] == ("Forward", "PlaceInQueue")
    assert notices(house, ADA)[-1].view.capabilities[-2:] == ("Forward", "PlaceInQueue")


async def test_save_lar_remembers_the_agent_at_the_contact(house: House) -> None:
    from proffer.center_file.events import CenterApplied
    from proffer.interaction.contact import Contact
    from proffer.record import Change, Write

    contact = Contact(id="00001a0000000099", email_addresses=("jonas@example.org",))
    await house.store.save(Change(writes=(Write(None, contact),), events=(CenterApplied(at=0),)))
    email = await house.mail(contact_id=contact.id)
    await house.ask(ADA, "Accept", email, saveLAR="true")
    known = await house.records.get(contact.key)
    assert isinstance(known, Contact)
    assert known.attributes == {"LCA_EmplID_email": "E1001", "LastCalledAgent_EmployeeID": "E1001"}


async def test_save_lar_finds_the_contact_that_the_email_s_contact_has_become(house: House) -> None:
    from proffer.interaction.contact import Contact
    from proffer.interaction.contact_events import ContactCreated
    from proffer.record import Change, Write

    jonas, weber, kim = (Contact(id=f"00001a000000009{number}") for number in range(3))
    created = ContactCreated(at=0, contact=jonas.id)
    await house.store.save(Change(writes=tuple(Write(None, one) for one in (jonas, weber, kim)), events=(created,)))
    await house.contacts.merge(weber.id, jonas.id, ADA)
    await house.contacts.merge(kim.id, weber.id, ADA)
    email = await house.mail(contact_id=jonas.id)
    await house.ask(ADA, "Accept", email, saveLAR=True)
    found = await house.records.fresh([one.key for one in (jonas, weber, kim)])
    assert [bool(found[one.key].attributes) for one in (jonas, weber, kim)] == [False, False, True]  # type: ignore[attr-defined]
