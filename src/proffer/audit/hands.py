"""Who has what in hand: logins, emails and places must tell the same (property 5a of the architecture).

Logins are told first, then emails, then places; what is then left over has no counterpart. Memory: a few hundred bytes
per agent and email in hand.
"""

from __future__ import annotations

from collections.abc import Iterator

from proffer.agents.login import InHand, Login, Place
from proffer.audit.finding import Finding
from proffer.audit.people import People
from proffer.interaction.email import Email


class Hands:
    """Learns every login, then is asked about every email and every place."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._in_hand: dict[str, dict[str, InHand]] = {}  # email → agent → what his login says
        self._logins: dict[str, str] = {}  # agent → login id
        self._seats: dict[str, str | None] = {}  # agent → place of his open login
        self._blind = False

    def give_up(self) -> None:
        """Some of them could not be read: from now on nothing is said about who has what."""
        self._blind = True

    def login(self, login: Login) -> Iterator[Finding]:
        """What one login says by itself."""
        self._logins[login.agent] = login.id
        if login.open:
            self._seats[login.agent] = login.place
        if login.open != (login.place is not None) or (login.media_channel is not None and not login.open):
            what = f"is {'open' if login.open else 'closed'}, but its place is {login.place or 'none'}"
            yield self._of_login("open_login_has_a_place", login.agent, what)
        for item in login.in_hand:
            agents = self._in_hand.setdefault(item.email, {})
            if login.agent in agents:
                yield self._of_login("in_hand_once", login.agent, f"has {item.email} in hand more than once")
            agents[login.agent] = item

    def email(self, email: Email) -> Iterator[Finding]:
        """Its holder and the invited agent have it in hand, and nobody else."""
        if self._blind:
            return
        known = self._in_hand.pop(email.id, {})
        invitation = email.invitation
        invited = None if invitation is None else invitation.agent
        rules = {"holder_has_it_in_hand": email.holder, "invited_has_it_in_hand": invited}
        for rule, agent in rules.items():
            if agent is not None and agent not in known:
                says = "holds it" if rule.startswith("holder") else "is invited"
                yield _of_email(rule, email, f"{self._people.name(agent)} {says}, but his login does not know")
        for agent, item in known.items():
            if agent not in rules.values():
                yield self._of_login("in_hand_is_held", agent, f"has {email.id} in hand, which is not his")
            elif item.queue != email.queue:
                what = f"has {email.id} in hand from queue {item.queue}, but it is from {email.queue}"
                yield self._of_login("in_hand_has_the_queue", agent, what)
        if invitation is not None and invitation.agent in known and invitation.login != self._logins[invitation.agent]:
            what = f"{self._people.name(invitation.agent)} is invited in a session that is over"
            yield _of_email("invited_in_this_login", email, what)

    def place(self, place: Place) -> Iterator[Finding]:
        """Who sits there is logged in there."""
        if place.agent is None or self._blind:
            return
        if self._seats.get(place.agent) == place.name:
            self._seats.pop(place.agent)
        else:
            what = f"{self._people.name(place.agent)} sits there, but is not logged in there"
            yield Finding(rule="place_has_its_login", kind="place", id=place.name, what=what)

    def rest(self) -> Iterator[Finding]:
        """After everything was told: what nobody else knows of."""
        if self._blind:
            return
        for email, agents in self._in_hand.items():
            for agent in agents:
                yield self._of_login("in_hand_is_held", agent, f"has {email} in hand, and there is no such email")
        for agent, place in self._seats.items():
            if place is not None:
                yield self._of_login("login_has_its_place", agent, f"is at {place}, where somebody else sits or nobody")

    def without_email(self, email_id: str) -> None:
        """This one could not be read: nothing can be said about who has it."""
        self._in_hand.pop(email_id, None)

    def _of_login(self, rule: str, agent: str, what: str) -> Finding:
        name = self._people.name(agent)
        return Finding(rule=rule, kind="login", id=agent, what=what if name == agent else f"{name} {what}")


def _of_email(rule: str, email: Email, what: str) -> Finding:
    return Finding(rule=rule, kind="email", id=email.id, what=what)
