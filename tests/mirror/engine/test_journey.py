"""The main job from end to end, without edges: offered, rejected, offered to the next, accepted, completed."""

from __future__ import annotations

import pytest

from tests.cast import ADA, BOB, House


@pytest.fixture
async def house() -> House:
    return await House.open()


async def test_an_email_is_offered_rejected_offered_to_the_next_agent_accepted_and_completed(house: House) -> None:
    await house.ready(ADA, BOB)
    house.told(ADA), house.told(BOB)
    email = await house.mail("Invoice 20417 charged twice")
    assert house.told(ADA) == [("StatusChange", "Invited", email)]

    await house.ask(ADA, "Reject", email)
    await house.settle()
    assert house.told(ADA) == [("StatusChange", "Completed", email)]
    assert house.told(BOB) == [("StatusChange", "Invited", email)]
    assert (await house.email(email)).user_data["PegRejected"] == 1

    await house.ask(BOB, "Accept", email)
    assert house.told(BOB) == [("StatusChange", "Processing", email)]
    await house.ask(BOB, "Complete", email)
    assert house.told(BOB) == [("StatusChange", "Completed", email)]
    assert (await house.email(email)).finished
