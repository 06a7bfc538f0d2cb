"""What the last process was about to do when it died is done at the next start."""

from __future__ import annotations

from proffer.center_file.events import CenterApplied
from proffer.interaction.email import QUEUED
from proffer.record import Change, Write, replace
from tests.cast import ADA, BOB, House, with_options


def login_is_open(house: House, agent: str) -> bool:
    return next(login.open for login in house.records.logins() if login.agent == agent)


async def test_a_login_without_an_http_session_ends_and_its_accepted_email_stays() -> None:
    house = await House.open(with_options(email_capacity=2))
    await house.ready(ADA)
    accepted = await house.mail()
    await house.ask(ADA, "Accept", accepted)
    invited = await house.mail()
    await house.ready(BOB)
    await house.presence.catch_up({BOB})
    await house.settle()
    assert (login_is_open(house, ADA), login_is_open(house, BOB)) == (False, True)
    assert (await house.email(accepted)).holder == ADA, "as when the last HTTP session idles out (4.6)"
    invitation = (await house.email(invited)).invitation
    assert invitation is not None
    assert invitation.agent == BOB


async def test_the_login_of_a_user_who_was_disabled_ends_and_everything_goes_back() -> None:
    house = await House.open()
    await house.ready(ADA)
    email = await house.mail()
    await house.ask(ADA, "Accept", email)
    center = house.records.center
    users = tuple(replace(user, enabled=user.id != ADA) for user in center.users)
    house.acts.close()  # the process dies with the commit
    event = CenterApplied(at=house.clock.now(), by="test")
    await house.store.save(Change(writes=(Write(center, replace(center, users=users)),), events=(event,)))
    assert login_is_open(house, ADA)
    after = await House.open(store=house.store, clock=house.clock)
    await after.presence.catch_up({ADA})
    assert not login_is_open(after, ADA)
    assert (await after.email(email)).holder is None


async def test_an_invitation_stands_no_longer_because_the_clock_was_set_back() -> None:
    house = await House.open()
    await house.ready(ADA)
    email = await house.mail()
    house.close()
    house.clock.wall -= 3_600_000  # the machine came back without knowing the time
    after = await House.open(store=house.store, clock=house.clock)
    await after.pass_time(29_999)
    assert (await after.email(email)).invitation is not None
    await after.pass_time(1)
    assert (await after.email(email)).state == QUEUED
