"""Keeps each agent's record true to whether his client is there, however fast it comes and goes."""

from __future__ import annotations

import asyncio
from collections.abc import Container

from proffer.center.user import AGENT
from proffer.engine.acts import AutomaticActs
from proffer.engine.records import Records


class Presence:
    """Told by the Bayeux server and by the HTTP sessions; writes through automatic acts, one at a time per agent."""

    def __init__(self, acts: AutomaticActs, records: Records, node: str) -> None:
        self._acts = acts
        self._records = records
        self._node = node
        self._wanted: dict[str, tuple[bool, str]] = {}  # agent → (there, reason), while a write is under way

    def came(self, agent: str) -> None:
        """The first Bayeux session of this user on this node opened."""
        self._want(agent, True, "")

    def gone(self, agent: str, reason: str) -> None:
        """The last Bayeux session of this user on this node ended."""
        self._want(agent, False, reason)

    def http_session_ended(self, agent: str) -> None:
        """The user's last HTTP session ended by idling."""
        self._acts.run(self._acts.end_login(agent, "idle", accepted_too=False))

    async def restarted(self) -> None:
        """Nobody is present after a restart: the grace begins for everybody who was (contract 4.6).

        Before anybody is offered anything, and before the first client can come back: it must not be taken for gone.
        """
        were_here = [login.agent for login in self._records.logins() if self._node in login.present]
        await asyncio.gather(*(self._acts.client_gone(agent, "restart") for agent in were_here))

    async def catch_up(self, signed_in: Container[str]) -> None:
        """Ends logins that the last process was about to end when it died.

        Those of agents who are not among `signed_in`, the users with an HTTP session (contract 4.6), and those of users
        whom the configuration has no more.
        """
        await self._acts.end_disabled()
        left = [login.agent for login in self._records.logins() if login.open and login.agent not in signed_in]
        await asyncio.gather(*(self._acts.end_login(agent, "idle", accepted_too=False) for agent in left))

    def _want(self, agent: str, there: bool, reason: str) -> None:
        user = self._records.center.user_by_id.get(agent)
        if user is None or AGENT not in user.roles:
            return
        under_way = agent in self._wanted
        self._wanted[agent] = (there, reason)
        if not under_way:
            self._acts.run(self._bring_about(agent))

    async def _bring_about(self, agent: str) -> None:
        try:
            while True:
                there, reason = wanted = self._wanted[agent]
                if there:
                    await self._acts.client_came(agent)
                else:
                    await self._acts.client_gone(agent, reason)
                if self._wanted[agent] is wanted:
                    return
        finally:
            del self._wanted[agent]
