"""The emails that prefer one agent: he finds them here, whatever queues he serves (contract 12.6)."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING

from proffer.routing.waiting_email import Order, WaitingEmail

if TYPE_CHECKING:
    from proffer.routing.roster import Agent


class Wanted:
    """The most urgent first. A sorted list: one agent is seldom preferred by more than a few."""

    __slots__ = ("_emails", "_orders")

    def __init__(self) -> None:
        self._emails: dict[str, WaitingEmail] = {}
        self._orders: list[Order] = []

    def add(self, email: WaitingEmail) -> None:
        assert not email.at_preferred
        email.at_preferred = True
        self._emails[email.id] = email
        insort(self._orders, email.order)

    def remove(self, email: WaitingEmail) -> None:
        email.at_preferred = False
        del self._emails[email.id]
        del self._orders[bisect_left(self._orders, email.order)]

    def first_for(self, agent: Agent) -> WaitingEmail | None:
        """The most urgent one that he has not refused in its round and whose queue he may have more of."""
        for order in self._orders:
            email = self._emails[order[2]]
            if agent.id not in email.skipped and email.rules is not None and agent.can_take(email.rules):
                return email
        return None

    def __len__(self) -> int:
        return len(self._orders)
