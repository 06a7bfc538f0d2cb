"""The dialogue answers command lines and remembers who speaks and which mail is being announced (RFC 5321 4.1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Literal

from proffer.mail.receiving.command import Command, parse_command
from proffer.mail.receiving.limits import Limits
from proffer.mail.receiving.port import Accepted, Envelope, Recipient, Refused
from proffer.mail.receiving.reply import Refusal, Reply
from proffer.mail.receiving.transaction import SENDER_OK, Transaction

__all__ = ["BYE", "START_DATA", "START_TLS", "TOO_MANY_ERRORS", "Dialect", "Dialogue", "Tls"]

Dialect = Literal["smtp", "lmtp"]
Tls = Literal["none", "offered", "required"]

OK = Reply(250, "2.0.0", "OK")
START_TLS = Reply(220, "2.0.0", "Ready for TLS")
START_DATA = Reply(354, "", "Send the message, end it with a line that holds a dot only")
NOT_VERIFIED = Reply(252, "2.5.0", "Send a mail and see")
HELP = Reply(214, "2.0.0", "See RFC 5321")
NOT_SMTP = Reply(500, "5.5.1", "This is LMTP, say LHLO")
NOT_LMTP = Reply(500, "5.5.1", "This is SMTP, say EHLO")
BYE = Reply(221, "2.0.0", "Bye")
UNKNOWN = Reply(500, "5.5.1", "Unknown command")
TOO_MANY_ERRORS = Reply(421, "4.7.0", "Too many bad commands, closing")
TOO_IDLE = Reply(421, "4.7.0", "Too many commands without a mail, closing")

OTHER_PROTOCOLS = {"GET", "POST", "PUT", "CONNECT", "OPTIONS"}  # a browser that was tricked into talking to us
WITHOUT_TLS = {"EHLO", "HELO", "LHLO", "STARTTLS", "NOOP", "QUIT"}  # RFC 3207 section 4
IDLE_COMMANDS = {"NOOP", "RSET", "VRFY", "HELP", "HELO", "EHLO", "LHLO"}


class Dialogue:
    """Give `obey` a line, get the reply.

    `START_DATA`, `START_TLS`, `BYE` and any 421 ask the session to do something besides.
    """

    def __init__(
        self,
        *,
        host_name: str,
        mailbox_for: Callable[[str], Accepted | Refused],
        limits: Limits,
        dialect: Dialect,
        answered: Counter[str],
        tls: Tls = "none",
    ) -> None:
        self.transaction: Transaction | None = None
        self._tls = tls
        self._secured = False
        self._host_name = host_name
        self._mailbox_for = mailbox_for
        self._limits = limits
        self._dialect = dialect
        self._answered = answered
        self._commands = COMMANDS[dialect]
        self._helo = ""
        self._extended = False
        self._bad_commands = 0
        self._idle_commands = 0

    def obey(self, line: bytes) -> Reply:
        """Carry out one line, its line end included."""
        try:
            reply = self._carried_out(self._parsed(line))
        except Refusal as refusal:
            reply = refusal.reply
        self._bad_commands += reply.code in (500, 501, 530)
        if self._bad_commands > self._limits.bad_commands_max:
            return TOO_MANY_ERRORS
        return TOO_IDLE if self._idle_commands > self._limits.idle_commands_max else reply

    def secured(self) -> None:
        """TLS is up: what the peer said before may have been put in his mouth (RFC 3207 4.2)."""
        self.transaction, self._helo, self._extended, self._secured = None, "", False, True

    def end_transaction(self) -> None:
        self.transaction = None
        self._idle_commands = 0

    def envelope(self, recipients: Sequence[Recipient], peer: str, size_bytes: int, now: int) -> Envelope:
        """The transaction as it stands, once its message has come, for those recipients who get it."""
        assert self.transaction is not None
        word = "LMTP" if self._dialect == "lmtp" else "ESMTP" if self._extended else "SMTP"
        word += "S" if self._secured else ""
        return Envelope(
            sender=self.transaction.sender,
            recipients=tuple(recipients),
            peer=peer,
            helo=self._helo,
            received_at=now,
            size_bytes=size_bytes,
            smtputf8=self.transaction.smtputf8,
            eight_bit=self.transaction.eight_bit,
            protocol="UTF8" + word.removeprefix("E") if self.transaction.smtputf8 else word,  # RFC 6531 4.3
        )

    # -- one line ------------------------------------------------------------------------------------------------------

    def _parsed(self, line: bytes) -> Command:
        if len(line) > self._limits.command_line_bytes_max:
            raise Refusal(500, "5.5.2", "This command line is too long")
        if not line.endswith(b"\r\n"):
            raise Refusal(500, "5.5.2", "A command line ends with CR LF")
        return parse_command(line[:-2])

    def _carried_out(self, command: Command) -> Reply:
        if command.verb in OTHER_PROTOCOLS:
            self._bad_commands = self._limits.bad_commands_max
        self._idle_commands += command.verb in IDLE_COMMANDS
        if self._tls == "required" and not self._secured and command.verb not in WITHOUT_TLS:
            raise Refusal(530, "5.7.0", "Say STARTTLS first")
        carry_out = self._commands.get(command.verb)
        return UNKNOWN if carry_out is None else carry_out(self, command.argument)

    # -- the commands --------------------------------------------------------------------------------------------------

    def _hello(self, argument: str) -> Reply:
        self._greeted(argument, extended=False)
        return Reply(250, "", self._host_name)

    def _extended_hello(self, argument: str) -> Reply:
        self._greeted(argument, extended=True)
        size = f"SIZE {self._limits.message_bytes_max}"
        offered = [self._host_name, size, "8BITMIME", "SMTPUTF8", "PIPELINING", "ENHANCEDSTATUSCODES"]
        if self._tls != "none" and not self._secured:
            offered.append("STARTTLS")
        return Reply(250, "", "\n".join(offered))

    def _greeted(self, argument: str, *, extended: bool) -> None:
        if not argument:
            raise Refusal(501, "5.5.4", "Say who you are")
        self._helo = argument.encode("utf-8", "replace").decode()[:255]
        self._extended = extended
        self.transaction = None

    def _start_tls(self, argument: str) -> Reply:
        if self._tls == "none":
            return UNKNOWN
        if argument:
            raise Refusal(501, "5.5.4", "STARTTLS has no argument")
        if self._secured:
            raise Refusal(503, "5.5.1", "TLS is up already")
        return START_TLS

    def _mail(self, argument: str) -> Reply:
        if not self._helo:
            raise Refusal(503, "5.5.1", "Say LHLO first" if self._dialect == "lmtp" else "Say EHLO first")
        if self.transaction is not None:
            raise Refusal(503, "5.5.1", "There is a sender already")
        self.transaction = Transaction(argument, self._limits, answers_each=self._dialect == "lmtp")
        return SENDER_OK

    def _recipient(self, argument: str) -> Reply:
        if self.transaction is None:
            raise Refusal(503, "5.5.1", "Say MAIL first")
        reply = self.transaction.recipient(argument, self._mailbox_for)
        if not reply.accepts:
            self._answered[reply.kind] += 1
        return reply

    def _data(self, argument: str) -> Reply:
        if argument:
            raise Refusal(501, "5.5.4", "DATA has no argument")
        if self.transaction is not None and self.transaction.recipients:
            return START_DATA
        if self.transaction is not None and self.transaction.refusals and self._dialect == "smtp":
            raise Refusal(554, "5.5.1", "No valid recipients")
        raise Refusal(503, "5.5.1", "Say RCPT first")  # RFC 2033 4.2 asks for 503

    def _reset(self, _: str) -> Reply:
        self.transaction = None
        return OK


CarryOut = Callable[[Dialogue, str], Reply]
COMMON: dict[str, CarryOut] = {
    "MAIL": Dialogue._mail,
    "RCPT": Dialogue._recipient,
    "DATA": Dialogue._data,
    "RSET": Dialogue._reset,
    "STARTTLS": Dialogue._start_tls,
    "NOOP": lambda _dialogue, _argument: OK,
    "VRFY": lambda _dialogue, _argument: NOT_VERIFIED,
    "HELP": lambda _dialogue, _argument: HELP,
    "QUIT": lambda _dialogue, _argument: BYE,
}
COMMANDS: dict[Dialect, dict[str, CarryOut]] = {
    "smtp": {
        "HELO": Dialogue._hello,
        "EHLO": Dialogue._extended_hello,
        "LHLO": lambda _dialogue, _argument: NOT_LMTP,
        **COMMON,
    },
    "lmtp": {
        "LHLO": Dialogue._extended_hello,
        "HELO": lambda _dialogue, _argument: NOT_SMTP,  # RFC 2033 4.1: neither HELO nor EHLO may be taken
        "EHLO": lambda _dialogue, _argument: NOT_SMTP,
        **COMMON,
    },
}
