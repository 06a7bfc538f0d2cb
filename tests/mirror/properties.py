"""What must always hold (design 9, properties 1 to 5a), written down naively and checked on a whole house."""

from __future__ import annotations

from typing import Any

from proffer.agents.capacity import counted, free_capacity, is_offerable
from proffer.agents.login import Login, login_key
from proffer.interaction.agent_view import CANCELED, COMPLETED, REVOKED
from proffer.interaction.email import HELD, OFFERED, QUEUED, STATES, Email
from proffer.interaction.events import DraftCreated, EmailReceived, InvitationOpened, TransferOffered
from proffer.interaction.notices import EmailNotice
from proffer.record import Committed
from proffer.routing.target import fits
from tests.cast import House

ENDINGS = (COMPLETED, CANCELED, REVOKED)


class Watcher:
    """Hangs on the feed of a house: sees every commit as it is made, and what each agent is told."""

    def __init__(self) -> None:
        self.came: set[str] = set()
        self.told: dict[str, dict[str, tuple[str, dict[str, Any]]]] = {}  # agent → email → (state, user data)

    def watch(self, house: House) -> None:
        """Counts capacity and readiness at the commit of each invitation (property 3)."""

        def on_commit(committed: Committed) -> None:
            opened = [event for event in committed.change.events if isinstance(event, InvitationOpened)]
            self.came |= {
                event.email
                for event in committed.change.events
                if isinstance(event, EmailReceived | DraftCreated) and event.email
            }
            for event in opened:
                login = _login_written(committed, event.agent)
                center = house.records.center
                assert is_offerable(login, center), "an invitation was committed for an agent who is not offerable"
                capacity = center.capacity_of(center.user_by_id[login.agent])
                assert counted(login) <= capacity, "routing gave an agent more than his capacity"
            for event in committed.change.events:
                if isinstance(event, TransferOffered):
                    target = _login_written(committed, event.agent)
                    assert is_offerable(target, house.records.center), "transferred to an agent who is not offerable"
            for notice in committed.change.notices:
                if isinstance(notice, EmailNotice):
                    for agent in notice.to:
                        self._learn(agent, notice)

        house.store.subscribe(on_commit)

    def _learn(self, agent: str, notice: EmailNotice) -> None:
        known = self.told.setdefault(agent, {})
        if notice.view.state in ENDINGS:
            known.pop(notice.email.id, None)
        else:
            known[notice.email.id] = (notice.view.state, dict(notice.email.user_data.values))


def _login_written(committed: Committed, agent: str | None) -> Login:
    logins = (write.after for write in committed.change.writes if isinstance(write.after, Login))
    return next(login for login in logins if login.agent == agent)


async def check(house: House, watcher: Watcher) -> None:
    """Every property that a moment of rest must show."""
    emails = {email.id: email for email in house.store._disk.emails()} if _in_memory(house) else await _emails(house)
    logins = {login.agent: login for login in house.records.logins()}
    assert set(emails) == watcher.came, "a mail was lost or came from nowhere (property 4)"
    for email in emails.values():
        _check_email(email, logins)
    for login in logins.values():
        _check_login(login, emails)
    _check_nobody_waits_in_vain(house, emails, logins)
    for agent in logins:
        await _check_told(house, watcher, agent)


def _in_memory(house: House) -> bool:
    return hasattr(house.store, "_disk")


async def _emails(house: House) -> dict[str, Email]:
    from proffer.engine.ports import EmailQuery

    return {email.id: email for email in await house.store.emails(EmailQuery(limit=1000))}


def _check_email(email: Email, logins: dict[str, Login]) -> None:
    """Properties 1, 4 and 5a, seen from the email."""
    assert email.state in STATES
    assert (email.state == OFFERED) == (email.invitation is not None)
    assert (email.holder is not None) == (email.state == HELD or email.transferring)
    hands = {email.holder} if email.holder else set()
    if email.invitation is not None:
        hands.add(email.invitation.agent)
    holding = {agent for agent, login in logins.items() for item in login.in_hand if item.email == email.id}
    assert hands == holding, "holder or invitation and in_hand disagree (property 5a)"


def _check_login(login: Login, emails: dict[str, Email]) -> None:
    ids = [item.email for item in login.in_hand]
    assert len(ids) == len(set(ids))
    assert all(not emails[email_id].finished for email_id in ids)


def _check_nobody_waits_in_vain(house: House, emails: dict[str, Email], logins: dict[str, Login]) -> None:
    """Property 2: an email waits only if every agent it could go to has refused it and the pause is running."""
    center = house.records.center
    for email in emails.values():
        queue = center.queue_by_name.get(email.queue)
        if email.state != QUEUED or queue is None or not queue.targets:
            continue
        able = [
            login
            for login in logins.values()
            if is_offerable(login, center)
            and free_capacity(login, center) > 0
            and fits(queue.targets[0], center.user_by_id[login.agent])
        ]
        fresh = [login for login in able if login.agent not in email.refused]
        assert not fresh, f"{email.id} waits although an agent who has not refused it is free"
        if able and email.refused:
            pausing = any(name == ("round", email.id) for name in house.dispatcher._timers._set)
            assert pausing, f"{email.id} was refused by all who are free, and no pause is running"


async def _check_told(house: House, watcher: Watcher, agent: str) -> None:
    """Property 5: what an agent was told adds up to what he reads."""
    shown = {
        one.email.id: (one.view.state, dict(one.email.user_data.values))
        for one in await house.views.in_hand(agent, with_content=False)
    }
    assert shown == watcher.told.get(agent, {}), "notices do not add up to GET /me/emails"


async def login_of(house: House, agent: str) -> Login | None:
    record = await house.records.get(login_key(agent))
    return record if isinstance(record, Login) else None
