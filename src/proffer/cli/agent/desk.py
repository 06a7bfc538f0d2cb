"""What lies on the agent's desk: state, emails in hand, how long each invitation still stands. No input, no output."""

from __future__ import annotations

import re
from collections.abc import Iterable

from proffer.record import Struct
from proffer_client import Channel, ChannelNews, Email, EmailNews, News

IN_HAND = ("Invited", "Processing", "Composing")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class OnDesk(Struct):
    """One email. `deadline`: seconds on the clock the caller counts by; None: not known, or no invitation."""

    id: str
    state: str
    subject: str
    sender: str
    deadline: float | None = None


class Desk:
    """Told what the server says; answers what to print, and which email a key means."""

    def __init__(self) -> None:
        self.state = "LoggedOut"
        self.dnd = False
        self.emails: dict[str, OnDesk] = {}  # oldest first

    def told(self, news: News) -> list[str]:
        """News of the server: lines for people."""
        if isinstance(news, ChannelNews):
            return self.channels_are(news.channels)
        return self._email_is(news.email) if isinstance(news, EmailNews) else []

    def emails_are(self, emails: Iterable[Email]) -> list[str]:
        """All that is in hand, as read: what is not among it has left."""
        emails = tuple(emails)
        present = {email.id for email in emails}
        gone = [line for known in list(self.emails) if known not in present for line in self._left(known, "gone")]
        return gone + [line for email in emails for line in self._email_is(email)]

    def channels_are(self, channels: Iterable[Channel]) -> list[str]:
        """The media channels, as read or told."""
        mine = next((channel for channel in channels if channel.channel == "email"), None)
        before = (self.state, self.dnd)
        self.state = "LoggedOut" if mine is None else mine.user_state.state
        self.dnd = mine is not None and mine.do_not_disturb
        if (self.state, self.dnd) == before:
            return []
        name = (mine.user_state.display_name if mine is not None else "") or self.state
        return [f"you are {plain(name)}{', do not disturb' * self.dnd}"]

    def invited(self) -> OnDesk | None:
        """The invitation that ends first."""
        waiting = [email for email in self.emails.values() if email.state == "Invited"]
        return min(waiting, key=lambda email: email.deadline or 0.0, default=None)

    def processing(self) -> OnDesk | None:
        """The email that has been in hand longest."""
        return next((email for email in self.emails.values() if email.state == "Processing"), None)

    def without_deadline(self) -> list[OnDesk]:
        """Invitations whose end is not known yet."""
        return [email for email in self.emails.values() if email.state == "Invited" and email.deadline is None]

    def _email_is(self, email: Email) -> list[str]:
        email_id, state = email.id, email.state
        if state not in IN_HAND:
            return self._left(email_id, state.lower())  # a refused one is told as Completed (contract 10.3)
        known = self.emails.get(email_id)
        subject = email.subject or email.user_data.get("Subject") or "(no subject)"
        found = OnDesk(email_id, state, plain(subject), plain(email.from_ or "somebody"))
        if known is not None:
            found.deadline = known.deadline if state == "Invited" else None
            found.sender = found.sender if email.from_ else known.sender
        self.emails[email_id] = found
        if known is not None and known.state == state:
            return []
        return [f'{state.lower()} {email_id} "{found.subject}" from {found.sender}']

    def _left(self, email_id: str, how: str) -> list[str]:
        known = self.emails.pop(email_id, None)
        if known is None:
            return []
        if known.state == "Invited" and how == "completed":
            how = "refused"
        return [f'{plain(how)} {email_id} "{known.subject}"']


def plain(text: object) -> str:
    """Without anything a terminal would obey: a customer wrote it."""
    return _CONTROL.sub(" ", str(text))[:500]
