"""An agent at work: takes, refuses, completes, forgets, tries what is not his, leaves and comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from random import Random
from typing import Any

from bayeux.client import Refused, TransportFailed
from tests.crashes.account import Account, Asked
from tests.crashes.desk import Desk, Picture, pictured
from tests.crashes.web import Web

BACK_SECONDS_MAX = 20.0
PAUSE_SECONDS_MAX = 0.02
EMAILS_PATH = "/api/v2/me/emails"


class Gone(Exception):  # noqa: N818 - the server is
    """No answer came: the server was killed."""


class Agent:
    """`desktops` are (transport, ack) each; none: a client that only polls the list."""

    def __init__(
        self, name: str, web: Web, account: Account, chance: Random, desktops: Iterable[tuple[str, bool]]
    ) -> None:
        self.name = name
        self.web = web
        self.desks = [Desk(name, web, account, transport=transport, ack=ack) for transport, ack in desktops]
        self._account = account
        self._chance = chance
        self._sessions_may_have_ended = True

    async def work(self) -> None:
        """One act after the other until the server is gone."""
        while self._account.working:
            try:
                await self._act()
            except (Gone, TransportFailed, Refused, OSError):
                if not self._account.troubled:
                    return
            await asyncio.sleep(self._chance.uniform(0, PAUSE_SECONDS_MAX))

    async def come_back(self) -> None:
        """After a start: whatever of the sessions is gone is opened again, and the agent is ready."""
        async with asyncio.timeout(BACK_SECONDS_MAX):
            status, _ = await self.web.ask("GET", "/api/v2/me")
            if status != 200:
                if not self._sessions_may_have_ended:
                    self._account.complaints.append(f"lost: {self.name}'s HTTP session, {status} instead of 200")
                await self._enter_again()
            elif self._sessions_may_have_ended:
                self._new_session()
            await self._start_session()
            for desk in self.desks:
                if desk.ended or self._sessions_may_have_ended:  # a client that was sent away does not come back
                    await desk.open()
                await desk.fresh.wait()
            await self._channel("Ready")  # whose client came back too late was set to not ready
            self._sessions_may_have_ended = False

    async def listed(self) -> Picture:
        """What the server says is in hand. Raises Gone."""
        try:
            status, answer = await self.web.ask("GET", EMAILS_PATH + "?fields=*")
        except OSError as error:
            raise Gone from error
        if status != 200:
            self._account.complain_unless_troubled(f"untrue: {self.name}'s list was answered with {status} {answer}")
            raise Gone
        return pictured(answer["emails"])

    async def finish_what_is_there(self) -> None:
        """Accepts and completes everything in hand."""
        hand = await self.listed()
        for email, (state, _) in hand.items():
            if state == "Invited":
                await self._operate(email, "Accept")
            await self._operate(email, "Complete")

    async def close(self) -> None:
        for desk in self.desks:
            await desk.close()
        self.web.close()

    # -- acts ----------------------------------------------------------------------------------------------------------

    async def _act(self) -> None:
        dice = self._chance.random()
        if dice < 0.015:
            await self._log_out_and_in()
        elif dice < 0.04:
            await self._channel("NotReady")
            await self._channel("Ready")
        elif dice < 0.06 and self.desks:
            await self._chance.choice(self.desks).open()  # the page was loaded again
        elif dice < 0.09:
            await self._try_what_is_not_his()
        else:
            await self._work_on_one()

    async def _work_on_one(self) -> None:
        hand = self._chance.choice(self.desks).picture if self.desks else await self.listed()
        if not hand:
            return
        email = self._chance.choice(sorted(hand))
        state, _ = hand[email]
        dice = self._chance.random()
        if state == "Invited":
            if dice < 0.5:
                await self._operate(email, "Accept")
            elif dice < 0.6:  # a double click
                await asyncio.gather(self._operate(email, "Accept"), self._operate(email, "Accept", apart=True))
            elif dice < 0.85:
                await self._operate(email, "Reject")
        else:
            await self._handle(email, dice)

    async def _handle(self, email: str, dice: float) -> None:
        if dice < 0.4:
            await self._operate(email, "Complete")
        elif dice < 0.65:
            token = self._account.new_token()
            await self._operate(email, "AttachUserData", token=token, userData={token: email})
        elif dice < 0.75:
            await self._operate(email, "SetDisposition", disposition="solved")
        elif dice < 0.8:
            await self._operate(email, "AddComment", comment=f"seen by {self.name}")
        elif dice < 0.85:
            await self._operate(email, "SetInFocus")
        elif dice < 0.9:
            await self._operate(email, "Reject")  # too late: it is his

    async def _try_what_is_not_his(self) -> None:
        known = sorted({told.email for told in self._account.told[-200:]})
        if known:
            token = self._account.new_token()
            await self._operate(self._chance.choice(known), "UpdateUserData", token=token, userData={token: self.name})

    async def _log_out_and_in(self) -> None:
        self._sessions_may_have_ended = True
        await self._post("/api/v2/me", self._account.ask(self.name, "EndContactCenterSession", None), {})
        await self._enter_again()
        await self._start_session()
        await self._channel("Ready")
        self._sessions_may_have_ended = False

    def _new_session(self) -> None:
        """The next contact-centre session counts its references from 1."""
        for desk in self.desks:
            desk.session += 1

    async def _enter_again(self) -> None:
        """With the password, as somebody whose sessions are gone."""
        self.web.cookies.clear()
        status, answer = await self.web.ask("GET", "/api/v2/me")
        if status != 200:
            self._account.complain_unless_troubled(f"untrue: {self.name} cannot log in: {status} {answer}")
            raise Gone
        for desk in self.desks:
            await desk.close()
        self._new_session()
        for desk in self.desks:
            await desk.open()

    async def _start_session(self) -> None:
        start = {"channels": ["email"], "place": f"desk of {self.name}"}
        await self._post("/api/v2/me", self._account.ask(self.name, "StartContactCenterSession", None), start)

    async def _channel(self, state: str) -> None:
        await self._post("/api/v2/me/channels/email", self._account.ask(self.name, state, None), {})

    async def _operate(
        self, email: str, operation: str, *, token: str | None = None, apart: bool = False, **parameters: Any
    ) -> None:
        asked = self._account.ask(self.name, operation, email, token)
        await self._post(f"{EMAILS_PATH}/{email}", asked, parameters, apart=apart)

    async def _post(self, path: str, asked: Asked, parameters: dict[str, Any], *, apart: bool = False) -> None:
        """Asks and writes down the answer. Raises Gone without one."""
        account, web = self._account, self.web.another() if apart else self.web
        account.operations_under_way += 1
        account.note("log-out" if asked.operation == "EndContactCenterSession" else "operation asked")
        try:
            status, answer = await web.ask("POST", path, {"operationName": asked.operation, **parameters})
        except OSError as error:
            raise Gone from error
        finally:
            account.operations_under_way -= 1
            if apart:
                web.close()
        asked.code = int(answer["statusCode"])
        account.note("operation answered")
        if status >= 500:
            account.note("operation refused")
            what = f"untrue: {asked.operation} of {self.name} was answered with {status} {answer}"
            account.complain_unless_troubled(what)
            assert (status, asked.code) == (503, 4), what
