"""User data, disposition and comment of an email in hand (contract 8.1, 10.12, 10.19)."""

from __future__ import annotations

import time
from typing import Any

import pytest

from proffer.center.agent_state import Disposition
from proffer.interaction.notices import EmailNotice
from proffer.operations.refused import Refused
from proffer.record import replace
from tests.cast import ADA, CENTER, House


@pytest.fixture
async def house() -> House:
    house = await House.open()
    await house.ready(ADA)
    return house


async def held(house: House) -> str:
    email = await house.mail("Invoice")
    await house.ask(ADA, "Accept", email)
    house.notices.clear()
    return email


async def code_of(house: House, email: str, operation: str, **raw: Any) -> int:
    with pytest.raises(Refused) as refused:
        await house.ask(ADA, operation, email, **raw)
    return refused.value.code


async def test_attach_and_update_merge_and_tell_the_whole_map(house: House) -> None:
    email = await held(house)
    await house.ask(ADA, "AttachUserData", email, userData={"OrderNo": "20417", "Refund": 49.9})
    await house.ask(ADA, "UpdateUserData", email, userData={"Refund": 59.9})
    notice = house.notices[-1]
    assert isinstance(notice, EmailNotice)
    assert notice.kind == "PropertiesUpdated"
    told = notice.email.user_data
    assert (told["OrderNo"], told["Refund"], told["Subject"]) == ("20417", 59.9, "Invoice")


async def test_delete_takes_keys_or_user_data_and_unknown_ones_are_no_error(house: House) -> None:
    email = await held(house)
    await house.ask(ADA, "AttachUserData", email, userData={"a": 1, "b": 2, "c": 3})
    await house.ask(ADA, "DeleteUserData", email, keys=["a", "never there"])
    await house.ask(ADA, "DeleteUserData", email, userData={"b": None})
    await house.ask(ADA, "DeleteUserData", email, userData=["c"])
    assert not {"a", "b", "c"} & set((await house.email(email)).user_data.values)


@pytest.mark.parametrize(
    ("operation", "raw", "code"),
    [
        ("AttachUserData", {}, 1),
        ("AttachUserData", {"userData": None}, 1),
        ("AttachUserData", {"userData": ["a"]}, 10),
        ("AttachUserData", {"userData": {"": 1}}, 10),
        ("AttachUserData", {"userData": {"k" * 256: 1}}, 10),
        ("AttachUserData", {"userData": {"k": [1]}}, 10),
        ("AttachUserData", {"userData": {"k": {"inner": [1]}}}, 10),
        ("AttachUserData", {"userData": {"k": "x" * 70_000}}, 10),
        ("DeleteUserData", {}, 1),
        ("DeleteUserData", {"keys": [1]}, 10),
        ("DeleteUserData", {"keys": {"a": 1}}, 10),
        ("SetDisposition", {}, 1),
        ("SetDisposition", {"disposition": ""}, 1),
        ("SetDisposition", {"disposition": "x" * 256}, 10),
        ("SetDisposition", {"disposition": "a\r\nb"}, 10),
        ("SetDisposition", {"disposition": 7}, 10),
        ("AddComment", {}, 1),
        ("AddComment", {"comment": "x" * 4_097}, 10),
        ("Complete", {"saveLAR": "perhaps"}, 10),
        ("Complete", {"queueName": ""}, 1),
        ("Nonsense", {}, 10),
        ("Create", {}, 10),
    ],
)
async def test_bad_parameters_have_their_code_and_change_nothing(
    house: House, operation: str, raw: dict[str, Any], code: int
) -> None:
    email = await held(house)
    before = await house.email(email)
    assert await code_of(house, email, operation, **raw) == code
    assert await house.email(email) == before


async def test_an_empty_map_changes_nothing_but_is_told(house: House) -> None:
    email = await held(house)
    await house.ask(ADA, "AttachUserData", email, userData={})
    assert house.told(ADA) == [("PropertiesUpdated", "Processing", email)]


async def test_an_invited_email_takes_no_user_data(house: House) -> None:
    email = await house.mail()
    assert await code_of(house, email, "AttachUserData", userData={"a": 1}) == 2


async def test_the_disposition_stands_under_the_key_of_the_option_or_of_the_request(house: House) -> None:
    email = await held(house)
    await house.ask(ADA, "SetDisposition", email, disposition="refunded")
    await house.ask(ADA, "SetDisposition", email, disposition="b", dispositionKey="Second")
    data = (await house.email(email)).user_data
    assert (data["DISP_KEY"], data["Second"]) == ("refunded", "b")


async def test_only_known_dispositions_when_the_option_says_so() -> None:
    known = Disposition(id="1", name="refunded", display_name="Refunded")
    options = replace(CENTER.options, validate_dispositions=True)
    house = await House.open(replace(CENTER, dispositions=(known,), options=options))
    await house.ready(ADA)
    email = await held(house)
    assert await code_of(house, email, "SetDisposition", disposition="whatever") == 10
    await house.ask(ADA, "SetDisposition", email, disposition="refunded")


async def test_a_comment_is_replaced_and_an_empty_one_removes_it(house: House) -> None:
    email = await held(house)
    await house.ask(ADA, "AddComment", email, comment="Customer called,\nsee 09:40.")
    assert (await house.email(email)).comment == "Customer called,\nsee 09:40."
    await house.ask(ADA, "AddComment", email, comment="")
    assert (await house.email(email)).comment is None


async def test_set_in_focus_is_told_to_nobody_and_uses_no_reference(house: House) -> None:
    email = await held(house)
    before = await house.ask(ADA, "AddComment", email, comment="a")
    house.notices.clear()
    assert (await house.ask(ADA, "SetInFocus", email)).reference is None
    assert house.notices == []
    assert (await house.ask(ADA, "AddComment", email, comment="b")).reference == before.reference + 1


async def test_the_agents_handling_timeout_of_an_email_is_taken_from_its_user_data(house: House) -> None:
    email = await held(house)
    await house.ask(ADA, "AttachUserData", email, userData={"handling-timeout": "5"})
    await house.ask(ADA, "SetInFocus", email)
    await house.pass_time(5 * 60_000)
    assert ("StatusChange", "Revoked", email) in house.told(ADA)


async def test_a_handling_timeout_in_the_user_data_counts_from_the_operation_that_sets_it(house: House) -> None:
    email = await held(house)
    await house.ask(ADA, "AttachUserData", email, userData={"handling-timeout": "5"})
    assert (await house.email(email)).handling_deadline == house.clock.now() + 5 * 60_000
    await house.ask(ADA, "DeleteUserData", email, keys=["handling-timeout"])
    assert (await house.email(email)).handling_deadline == house.clock.now() + 180 * 60_000


async def test_deleting_a_million_names_costs_one_look_at_each(house: House) -> None:
    email = await held(house)
    await house.ask(ADA, "AttachUserData", email, userData={f"k{number}": 0 for number in range(4_000)})
    started = time.process_time()
    await house.ask(ADA, "DeleteUserData", email, keys=[f"k{number}" for number in range(500_000)])
    assert time.process_time() - started < 5, "seconds; comparing each with each would take minutes"
    assert "k0" not in (await house.email(email)).user_data
