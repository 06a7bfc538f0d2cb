"""The configuration changes while agents are logged in: nobody is offered what he could neither see nor answer."""

from __future__ import annotations

from typing import Any

from proffer.center.center import CENTER_KEY
from proffer.center_file.events import CenterApplied
from proffer.interaction.email import OFFERED, QUEUED
from proffer.record import Change, Write, replace
from tests.cast import ADA, BOB, NOON, House


async def apply(house: House, **fields: Any) -> None:
    center = house.records.center
    change = Change(writes=(Write(center, replace(center, **fields)),), events=(CenterApplied(at=NOON, by="test"),))
    await house.store.save(change)
    await house.settle()
    assert house.records.center.key == CENTER_KEY


async def test_while_the_feature_is_off_nobody_is_offered_anything_and_then_all_goes_on() -> None:
    house = await House.open()
    await house.ready(ADA)
    options = house.records.center.options
    await apply(house, options=replace(options, api_multimedia=False, api_multimedia_email=False))
    email = await house.mail()
    assert (await house.email(email)).state == QUEUED
    await apply(house, options=options)
    offered = await house.email(email)
    assert offered.state == OFFERED
    house.close()


async def test_who_is_no_agent_any_more_is_logged_out_and_what_he_had_goes_to_others() -> None:
    house = await House.open()
    await house.ready(ADA)
    email = await house.mail()
    await house.ask(ADA, "Accept", email)
    await house.ready(BOB)
    users = house.records.center.users
    await apply(house, users=tuple(replace(u, roles=("supervisor",)) if u.id == ADA else u for u in users))
    offered = await house.email(email)
    assert offered.invitation is not None
    assert offered.invitation.agent == BOB
    login = house.records.login(ADA)
    assert login is not None
    assert not login.open
    house.close()
