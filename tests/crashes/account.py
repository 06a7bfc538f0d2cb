"""What was sent and asked, what was answered, what was pushed: the harness's own memory, which no kill touches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Mail:
    """One message. `dots` counts how often its last dot left, `answers` has the text of every 250."""

    message_id: str
    content: bytes  # as the recipient shall have it: without the stuffing of SMTP
    mailboxes: tuple[str, ...]
    dots: int = 0
    answers: list[str] = field(default_factory=list)


@dataclass
class Asked:
    """One operation. `code` is the statusCode of its answer; None: the answer never came."""

    agent: str  # user name
    operation: str
    email: str | None = None
    token: str | None = None  # a key of user data that only this request brings
    code: int | None = None


@dataclass
class Told:
    """One push message about an email, as a client got it."""

    agent: str
    desk: int  # which client, each with a number of its own
    exactly_once: bool  # without acknowledgement nothing is sent twice
    email: str
    state: str
    kind: str
    session: int  # how often the agent had asked to be logged out by then
    reference: int | None


class Account:
    """`note` is told of every moment a kill may be aimed at."""

    def __init__(self) -> None:
        self.mails: dict[str, Mail] = {}
        self.asked: list[Asked] = []
        self.told: list[Told] = []
        self.complaints: list[str] = []  # what a client itself saw to be wrong
        self.note: Callable[[str], None] = lambda what: None
        self.starts = 0  # of the server
        self.working = False  # between a start and a kill
        self.troubled = False  # the disk is full or the database away: "not now" is a right answer
        self.mails_under_way = 0
        self.operations_under_way = 0
        self._tokens = 0

    def ask(self, agent: str, operation: str, email: str | None, token: str | None = None) -> Asked:
        """A request that is about to be sent."""
        asked = Asked(agent, operation, email, token)
        self.asked.append(asked)
        return asked

    def new_token(self) -> str:
        self._tokens += 1
        return f"token-{self._tokens}"

    def tell(self, told: Told) -> None:
        self.told.append(told)
        self.note("push message")

    def complain_unless_troubled(self, complaint: str) -> None:
        """About an answer that is right only in times of trouble."""
        if not self.troubled:
            self.complaints.append(complaint)

    def unanswered(self) -> Iterator[Mail]:
        """Mails whose sender does not know that they were taken: he sends them again."""
        return (mail for mail in self.mails.values() if not mail.answers)

    def counts(self) -> dict[str, Any]:
        return {
            "mails": len(self.mails),
            "acknowledged": sum(bool(mail.answers) for mail in self.mails.values()),
            "operations": sum(asked.code == 0 for asked in self.asked),
            "refused": sum(asked.code not in (0, None) for asked in self.asked),
            "unanswered": sum(asked.code is None for asked in self.asked),
            "pushed": len(self.told),
        }
