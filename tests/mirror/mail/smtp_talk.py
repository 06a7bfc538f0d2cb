"""One SMTP conversation without a socket: put octets in, cut anywhere, and see what came out."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from proffer.mail.receiving import Accepted, Envelope, Limits, Mailboxes, Refused, Reply
from proffer.mail.receiving.dialogue import Dialect, Tls
from proffer.mail.receiving.output import Deliver, Drop, HangUp, Keep, Output, Send, StartTls
from proffer.mail.receiving.session import Session

NOON = 1_772_452_800_000
TAKEN = Reply(250, "2.0.0", "Taken")
MAILBOXES = Mailboxes(
    ["support@example.com", "billing@example.com", "größe@example.com"], postmaster="support@example.com"
)
HELLO = b"EHLO mx.ada.example\r\n"
LHLO = b"LHLO mx.ada.example\r\n"
TO_SUPPORT = HELLO + b"MAIL FROM:<ada@example.org>\r\nRCPT TO:<support@example.com>\r\n"


class Talk:
    """What a conversation came to: the octets sent, the mails delivered, and whether the server hung up."""

    def __init__(
        self,
        *,
        limits: Limits | None = None,
        dialect: Dialect = "smtp",
        mailbox_for: Callable[[str], Accepted | Refused] = MAILBOXES.mailbox_for,
        tls: Tls = "none",
        answers: Callable[[Envelope], Sequence[Reply]] = lambda envelope: [TAKEN] * len(envelope.recipients),
    ) -> None:
        self.answered: Counter[str] = Counter()
        self.session = Session(
            host_name="mx.example.com",
            peer="192.0.2.7",
            mailbox_for=mailbox_for,
            limits=limits,
            dialect=dialect,
            answered=self.answered,
            tls=tls,
        )
        self.answers = answers
        self.sent = b""
        self.kept = b""
        self.mails: list[tuple[Envelope, bytes]] = []
        self.hung_up = False
        self.starts_tls = False
        self._carry_out(self.session.greet())

    def say(self, *octets: bytes) -> Talk:
        for some in octets:
            self._carry_out(self.session.receive(some, NOON))
        return self

    def say_in_pieces(self, octets: bytes, cuts: Iterable[int]) -> Talk:
        places = [0, *sorted(cut % (len(octets) + 1) for cut in cuts), len(octets)]
        return self.say(*(octets[a:b] for a, b in itertools.pairwise(places)))

    def _carry_out(self, outputs: list[Output]) -> None:
        for output in outputs:
            assert not self.hung_up, "something came after hanging up"
            match output:
                case Send(data=data):
                    self.sent += data
                case Keep(octets=octets):
                    self.kept += octets
                case Drop():
                    self.kept = b""
                case Deliver(envelope=envelope):
                    self.mails.append((envelope, self.kept))
                    self.kept = b""
                    self._carry_out(self.session.answer(self.answers(envelope), NOON))
                case StartTls():
                    self.starts_tls = True
                case HangUp():
                    self.hung_up = True

    def secured(self) -> Talk:
        """TLS is up."""
        assert self.starts_tls
        self._carry_out(self.session.secured())
        return self

    @property
    def replies(self) -> list[str]:
        return self.sent.decode("ascii").split("\r\n")[:-1]

    @property
    def codes(self) -> list[int]:
        """The code of each reply (of its last line)."""
        return [int(line[:3]) for line in self.replies if line[3:4] != "-"]

    @property
    def last(self) -> str:
        return self.replies[-1]

    @property
    def outcome(self) -> tuple[bytes, list[tuple[Envelope, bytes]], bool]:
        return self.sent, self.mails, self.hung_up


def message_in(octets: bytes) -> bytes:
    """The message that comes out when these octets follow DATA."""
    talk = Talk().say(TO_SUPPORT + b"DATA\r\n" + octets)
    assert len(talk.mails) == 1, talk.replies
    return talk.mails[0][1]
