"""The session is the server's half of one SMTP conversation: octets in, replies and requests out (RFC 5321).

It does no I/O and knows no clock, so a test can put any octets in, cut anywhere, and look at what comes out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from enum import Enum

from proffer.mail.receiving.dialogue import BYE, START_DATA, START_TLS, TOO_MANY_ERRORS, Dialect, Dialogue, Tls
from proffer.mail.receiving.limits import Limits
from proffer.mail.receiving.message import MessageUnderWay
from proffer.mail.receiving.output import Deliver, Drop, HangUp, Keep, Output, Send, StartTls
from proffer.mail.receiving.port import Accepted, Refused
from proffer.mail.receiving.reply import Reply, joined
from proffer.mail.receiving.transaction import Transaction

__all__ = ["FAILED", "NO_ROOM", "Phase", "Session"]

FAILED = Reply(451, "4.3.0", "Something went wrong here, try again later")
NO_ROOM = Reply(452, "4.3.1", "No room for it now, try again later")  # RFC 5321 4.2.3, RFC 3463 3.4

TOO_EARLY = Reply(421, "4.7.0", "Nothing may follow STARTTLS before TLS is up, closing")

OVERLONG_LINE_BYTES_MAX = 64 * 1024  # a line longer than this is no line: hang up


class Phase(Enum):
    COMMAND = "command"  # reading command lines
    DATA = "data"  # reading a message
    WAITING = "waiting"  # a message is being delivered; what comes meanwhile is held
    SECURING = "starting TLS"  # nothing may come in plain text any more
    CLOSED = "closed"


class Session:
    """One conversation. Feed `receive`; after a `Deliver` came out, feed `answer`; carry out what they return in order.

    The replies do not depend on how the octets are cut. `now` is epoch milliseconds and only written down.
    """

    def __init__(
        self,
        *,
        host_name: str,
        peer: str,
        mailbox_for: Callable[[str], Accepted | Refused],
        limits: Limits | None = None,
        dialect: Dialect = "smtp",
        answered: Counter[str] | None = None,
        tls: Tls = "none",
    ) -> None:
        """`answered` counts the last word on each recipient, "250" as "2xx"."""
        self.phase = Phase.COMMAND
        self._greeting = f"{host_name} {'LMTP' if dialect == 'lmtp' else 'ESMTP'}"
        self._peer = peer
        self._limits = limits or Limits()
        self._dialect = dialect
        self._answered: Counter[str] = Counter() if answered is None else answered
        self._dialogue = Dialogue(
            host_name=host_name,
            mailbox_for=mailbox_for,
            limits=self._limits,
            dialect=dialect,
            answered=self._answered,
            tls=tls,
        )
        self._message: MessageUnderWay | None = None
        self._refusals: list[Reply | None] = []  # of the message that came, by recipient; None: delivery will tell
        self._pending = bytearray()
        self._replies = bytearray()
        self._out: list[Output] = []

    def greet(self) -> list[Output]:
        """The first words (RFC 5321 4.3.1)."""
        self._reply(Reply(220, "", self._greeting))
        return self._outputs()

    def receive(self, data: bytes, now: int) -> list[Output]:
        """Octets from the peer; what has to be done about them, in order."""
        if self.phase is Phase.SECURING:  # whoever writes here is not the peer that TLS will speak to
            self._emit(HangUp())
            self.phase = Phase.CLOSED
        elif self._message is not None and not self._pending:
            self._read_message(self._message, data, now)
        elif self.phase is not Phase.CLOSED:
            self._pending += data
        self._read_on(now)
        return self._outputs()

    def answer(self, replies: Sequence[Reply], now: int) -> list[Output]:
        """What became of the mail: one reply per recipient of the envelope."""
        assert self.phase is Phase.WAITING, "nothing was to be delivered"
        self._end_transaction(self._merged(replies))
        self._read_on(now)
        return self._outputs()

    def secured(self) -> list[Output]:
        """TLS is up. The peer begins anew (RFC 3207 4.2)."""
        assert self.phase is Phase.SECURING, "TLS was not asked for"
        self._dialogue.secured()
        self.phase = Phase.COMMAND
        return self._outputs()

    def hang_up(self, reply: Reply) -> list[Output]:
        """The server ends the conversation, by a 421 as a rule; a message under way is dropped."""
        if self.phase is not Phase.CLOSED:
            if self._message is not None:
                self._emit(Drop())
            self._close(reply)
        return self._outputs()

    # -- reading -------------------------------------------------------------------------------------------------------

    def _read_on(self, now: int) -> None:
        while self._pending:
            if self._message is not None:
                data = bytes(self._pending)
                self._pending.clear()
                self._read_message(self._message, data, now)
            elif self.phase is not Phase.COMMAND or not self._read_line():
                return

    def _read_line(self) -> bool:
        """Carry out the first pending line; False if it has not ended yet."""
        end = self._pending.find(b"\n")
        if (len(self._pending) if end < 0 else end) > OVERLONG_LINE_BYTES_MAX:
            self._close(TOO_MANY_ERRORS)
        elif end >= 0:
            line = bytes(self._pending[: end + 1])
            del self._pending[: end + 1]
            self._carry_out(line)
        return end >= 0

    def _carry_out(self, line: bytes) -> None:
        reply = self._dialogue.obey(line)
        if reply is BYE or reply.code == 421:
            self._close(reply)
            return
        if reply is START_TLS and self._pending:  # put in by somebody on the way, to be taken for what came by TLS
            self._close(TOO_EARLY)
            return
        self._reply(reply)
        if reply is START_TLS:
            self._emit(StartTls())
            self.phase = Phase.SECURING
        if reply is START_DATA:
            self._message = MessageUnderWay(self._limits, self._transaction.kept_bytes_max)
            self.phase = Phase.DATA

    def _read_message(self, message: MessageUnderWay, data: bytes, now: int) -> None:
        hopeless_before = message.hopeless
        octets, rest = message.feed(data)
        if octets:
            self._emit(Keep(octets))
        if message.hopeless and not hopeless_before:
            self._emit(Drop())
        if rest is not None:
            self._pending += rest
            self._end_message(message, now)

    def _end_message(self, message: MessageUnderWay, now: int) -> None:
        self._message = None
        self.phase = Phase.WAITING
        recipients = self._transaction.recipients
        self._refusals = [message.refusal_for(recipient) for recipient in recipients]
        if message.hopeless:
            told = next(refusal for refusal in self._refusals if refusal is not None)
            self._end_transaction([refusal or told for refusal in self._refusals])
        else:
            takers = [one for one, refusal in zip(recipients, self._refusals, strict=True) if refusal is None]
            self._emit(Deliver(self._dialogue.envelope(takers, self._peer, message.size_bytes, now)))

    def _merged(self, replies: Sequence[Reply]) -> list[Reply]:
        """In RCPT order: what delivery answered, between the refusals that stood before."""
        takers = self._refusals.count(None)
        answers = iter(replies if len(replies) == takers else [FAILED] * takers)
        return [refusal or next(answers) for refusal in self._refusals]

    def _end_transaction(self, replies: Sequence[Reply]) -> None:
        each = replies if self._dialect == "lmtp" else [joined(replies)] * len(replies)
        self._answered.update(reply.kind for reply in each)
        for reply in each if self._dialect == "lmtp" else each[:1]:  # RFC 2033 4.2
            self._reply(reply)
        self._dialogue.end_transaction()
        self.phase = Phase.COMMAND

    @property
    def _transaction(self) -> Transaction:
        assert self._dialogue.transaction is not None
        return self._dialogue.transaction

    # -- writing -------------------------------------------------------------------------------------------------------

    def _reply(self, reply: Reply) -> None:
        self._replies += reply.encode()

    def _emit(self, output: Output) -> None:
        self._send_replies()
        self._out.append(output)

    def _send_replies(self) -> None:
        if self._replies:  # the replies to pipelined commands leave together (RFC 2920 3.2)
            self._out.append(Send(bytes(self._replies)))
            self._replies.clear()

    def _close(self, reply: Reply) -> None:
        self._reply(reply)
        self._emit(HangUp())
        self._pending.clear()
        self._message = None
        self.phase = Phase.CLOSED

    def _outputs(self) -> list[Output]:
        self._send_replies()
        out, self._out = self._out, []
        return out
