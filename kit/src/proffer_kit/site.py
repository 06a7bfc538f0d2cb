"""The server that is checked: two agents who sit at it, and mail that comes in."""

from __future__ import annotations

import secrets
import smtplib
import time
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from proffer_kit.http import Http, Reply
from proffer_kit.promise import Skip
from proffer_kit.push import Push

TOPICS = ("/v2/me/emails", "/v2/me/channels", "/v2/me/workbins", "/v2/me/ucs")
ME, EMAILS, CHANNEL = "/api/v2/me", "/api/v2/me/emails", "/api/v2/me/channels/email"
ENDS = {"Processing": "Complete", "Composing": "Cancel", "Invited": "Accept"}
TIDY_ROUNDS_MAX = 20


@dataclass(frozen=True)
class Settings:
    """Where the server is and who may be used. `smtp`: host and port; None: no mail can be sent in.

    `outbound_queue`: the name of a queue that Create may use; "" if there is none.
    """

    url: str
    agents: tuple[tuple[str, str], tuple[str, str]]
    smtp: tuple[str, int] | None = None
    mailbox: str = ""
    outbound_queue: str = ""
    sender: str = "kit.customer@example.org"


class Seat:
    """One agent: requests, and news of what happens to him."""

    def __init__(self, url: str, user: str, password: str, place: str) -> None:
        self.http = Http(url.rstrip("/"), user, password)
        self.push = Push(self.http)
        self.user, self.place = user, place
        self.me: dict[str, Any] = {}

    def sit_down(self) -> None:
        """Authenticated, subscribed, in a contact-centre session."""
        self.me = self.get(ME).json["user"]
        self.push.open(*TOPICS)
        self.start()

    def start(self) -> Reply:
        """StartContactCenterSession."""
        return self.post(ME, "StartContactCenterSession", channels=["email"], place=self.place)

    def get(self, path: str) -> Reply:
        """A GET that goes well."""
        return self.http.ask("GET", path).expect(200, 0)

    def post(self, path: str, operation: str, /, **parameters: Any) -> Reply:
        """An operation, whatever is answered."""
        return self.http.ask("POST", path, {"operationName": operation, **parameters})

    def on(self, email: str, operation: str, /, **parameters: Any) -> Reply:
        """An operation on an email, whatever is answered."""
        return self.post(f"{EMAILS}/{email}", operation, **parameters)

    def state(self, name: str) -> Reply:
        """Ready, NotReady …"""
        return self.post(CHANNEL, name)

    def email(self, email: str) -> dict[str, Any]:
        """One in hand."""
        return dict(self.get(f"{EMAILS}/{email}").json["email"])

    def told(self, email: str | None = None, since: int = 0, **wanted: Any) -> dict[str, Any]:
        """The first notification about an email whose fields are so: `state`, `notificationType`, `referenceId` …"""

        def fits(message: dict[str, Any]) -> bool:
            data = message.get("data") or {}
            found = data.get("email")
            if message.get("channel") != "/v2/me/emails" or not isinstance(found, dict):
                return False
            if email is not None and found.get("id") != email:
                return False
            return all((data if name in data else found).get(name) == value for name, value in wanted.items())

        return self.push.wait(fits, since)

    def in_hand(self) -> list[dict[str, Any]]:
        """Everything he has."""
        return list(self.get(f"{EMAILS}?fields=*").json.get("emails", ()))


class Site:
    """Both agents at their seats, and what checks need again and again."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        (ada, bob) = settings.agents
        self.ada = Seat(settings.url, *ada, place="kit-1")
        self.bob = Seat(settings.url, *bob, place="kit-2")

    @property
    def seats(self) -> tuple[Seat, Seat]:
        return self.ada, self.bob

    def open(self) -> None:
        """Both sit down with empty hands."""
        for seat in self.seats:
            seat.sit_down()
        self.tidy()

    def close(self) -> None:
        """As it was before."""
        for seat in self.seats:
            self._quietly(lambda seat=seat: seat.post(ME, "EndContactCenterSession"))
            seat.push.close()

    def tidy(self) -> None:
        """Nobody is ready, nobody has anything in hand: each check begins like this."""
        for seat in self.seats:
            seat.start()
            seat.state("NotReady")
        for _ in range(TIDY_ROUNDS_MAX):
            held = [(seat, email) for seat in self.seats for email in seat.in_hand()]
            if not held:
                return
            for seat, email in held:
                seat.on(email["id"], ENDS.get(email["state"], "Complete"))

    def mail(self, subject: str = "Kit", text: str = "Hello,\nthis is a check.", html: str | None = None) -> str:
        """A mail comes in; the word by which its subject is found again."""
        if self.settings.smtp is None or not self.settings.mailbox:
            raise Skip("no mail can be sent in: give --smtp and --mailbox")
        word = f"kit{secrets.token_hex(6)}"
        message = EmailMessage()
        message["From"] = f"Kit Customer <{self.settings.sender}>"
        message["To"] = self.settings.mailbox
        message["Subject"] = f"{subject} {word}"
        message["Message-ID"] = f"<{word}@kit.example.org>"
        message.set_content(text)
        if html is not None:
            message.add_alternative(html, subtype="html")
        message.add_attachment(b"%PDF-1.4 kit", maintype="application", subtype="pdf", filename="kit.pdf")
        with smtplib.SMTP(*self.settings.smtp, timeout=30) as smtp:
            smtp.send_message(message)
        return word

    def invited(self, seat: Seat, **mail: Any) -> dict[str, Any]:
        """A mail comes in and is offered to this agent: the notification."""
        since = seat.push.since
        seat.state("Ready")
        word = self.mail(**mail)
        for _ in range(TIDY_ROUNDS_MAX):
            data = seat.push.wait(_is_invitation, since, 20)
            if word in str(data["email"].get("subject")):
                return data
            since = seat.push.since
            self._finish(seat, str(data["email"]["id"]))  # what an earlier check left in the queue
        raise AssertionError("too many other emails wait in the queue")

    def _finish(self, seat: Seat, email: str) -> None:
        since = seat.push.since
        seat.on(email, "Accept")
        seat.told(email, since, state="Processing")
        seat.on(email, "Complete")

    def accepted(self, seat: Seat, **mail: Any) -> str:
        """A mail that this agent holds: its id."""
        email = str(self.invited(seat, **mail)["email"]["id"])
        seat.on(email, "Accept").expect(200, 0)
        seat.told(email, state="Processing")
        return email

    def draft(self, seat: Seat, **parameters: Any) -> str:
        """A new outbound email in this agent's hands: its id."""
        if not self.settings.outbound_queue:
            raise Skip("no outbound queue is known: give --outbound-queue")
        since = seat.push.since
        seat.post(EMAILS, "Create", queueName=self.settings.outbound_queue, **parameters).expect(200, 0)
        return str(seat.told(since=since, state="Composing")["email"]["id"])

    def gone(self, seat: Seat, email: str, seconds: float = 10.0) -> None:
        """Waits until an email is in this agent's hands no more."""
        until = time.monotonic() + seconds
        while any(one["id"] == email for one in seat.in_hand()):
            assert time.monotonic() < until, f"{email} is still in the hands of {seat.user}"
            time.sleep(0.05)

    def exchanges(self) -> list[str]:
        """The last requests and answers of both."""
        return [*self.ada.http.exchanges, *self.bob.http.exchanges]

    @staticmethod
    def _quietly(act: Any) -> None:
        try:
            act()
        except AssertionError:
            pass


def _is_invitation(message: dict[str, Any]) -> bool:
    email = (message.get("data") or {}).get("email")
    return isinstance(email, dict) and email.get("state") == "Invited"
