"""A transaction is one mail being announced: who it is from, who it is for (RFC 5321 3.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from proffer.mail.receiving.command import Path, parse_path
from proffer.mail.receiving.limits import Limits
from proffer.mail.receiving.message import TOO_LARGE, too_large
from proffer.mail.receiving.port import Accepted, Recipient, Refused
from proffer.mail.receiving.reply import Refusal, Reply

__all__ = ["SENDER_OK", "Transaction"]

SENDER_OK = Reply(250, "2.1.0", "Sender OK")
RECIPIENT_OK = Reply(250, "2.1.5", "Recipient OK")
TOO_MANY_RECIPIENTS = Reply(452, "4.5.3", "Too many recipients, send the rest in another mail")
OTHER_LIMIT = Reply(452, "4.5.3", "This mailbox takes messages of another size, send to it in another mail")
SIZE_DIGITS_MAX = 20  # RFC 1870 section 3


class Transaction:
    """Begun by MAIL, filled by RCPT, over with the answer after DATA or with RSET; `refusals` counts refused RCPTs.

    `answers_each`: a message may be too large for some recipients only (LMTP). Where one answer has to do for all of
    them (SMTP), recipients that could fare differently are not taken together: nobody misses a mail that fits, and
    nobody gets one that the sender is told was refused.
    """

    def __init__(self, argument: str, limits: Limits, *, answers_each: bool = False) -> None:
        path = parse_path(argument, "FROM")
        self.sender = path.address
        self.recipients: list[Recipient] = []
        self.refusals = 0
        self.smtputf8 = "SMTPUTF8" in path.parameters
        self.eight_bit = _body(path.parameters)
        self._limits = limits
        self._answers_each = answers_each
        self._size_announced = _size(path.parameters)
        _refuse_unknown(path, {"SIZE", "BODY", "SMTPUTF8"})
        self._refuse_foreign_letters(path)
        if self._size_announced > limits.message_bytes_max:
            raise Refusal(TOO_LARGE.code, TOO_LARGE.status, TOO_LARGE.text)

    def recipient(self, argument: str, mailbox_for: Callable[[str], Accepted | Refused]) -> Reply:
        """One RCPT. The ones over the limit are refused for now: the peer sends them the mail in a further one."""
        self.refusals += 1
        path = parse_path(argument, "TO")
        _refuse_unknown(path, set())
        self._refuse_foreign_letters(path)
        if not path.address:
            raise Refusal(501, "5.1.3", "A recipient has an address")
        if len(self.recipients) >= self._limits.recipients_max:
            return TOO_MANY_RECIPIENTS
        found = mailbox_for(path.address)
        if isinstance(found, Refused):
            return found.reply
        refusal = too_large(self._size_announced, found.message_bytes_max, self._limits)
        if refusal is None and self._may_fare_differently(found):
            refusal = OTHER_LIMIT
        if refusal is not None:
            return refusal
        self.refusals -= 1
        self.recipients.append(Recipient(path.address, found.mailbox, found.message_bytes_max))
        return RECIPIENT_OK

    @property
    def kept_bytes_max(self) -> int:
        """A larger message is for nobody: the largest limit of a recipient, in SMTP the smallest."""
        limits = [self._limit_of(recipient) for recipient in self.recipients]
        return max(limits) if self._answers_each else min(limits)

    def _may_fare_differently(self, found: Accepted) -> bool:
        """A peer that announced a size that fits all has to keep to it: then they may stand together."""
        together = self._answers_each or self._size_announced or not self.recipients
        return not together and self._limit_of(found) != self._limit_of(self.recipients[0])

    def _limit_of(self, mailbox: Accepted | Recipient) -> int:
        own = mailbox.message_bytes_max
        return self._limits.message_bytes_max if own is None else min(own, self._limits.message_bytes_max)

    def _refuse_foreign_letters(self, path: Path) -> None:
        if not self.smtputf8 and not path.address.isascii():  # RFC 6531 3.5
            raise Refusal(553, "5.6.7", "Such an address needs the parameter SMTPUTF8 at MAIL")


def _refuse_unknown(path: Path, known: set[str]) -> None:
    if unknown := path.parameters.keys() - known:
        raise Refusal(555, "5.5.4", f"Unknown parameter {min(unknown)}")


def _body(parameters: Mapping[str, str | None]) -> bool:
    if "BODY" not in parameters:
        return False
    body = (parameters["BODY"] or "").upper()
    if body not in ("7BIT", "8BITMIME"):  # RFC 6152
        raise Refusal(501, "5.5.4", "BODY is 7BIT or 8BITMIME")
    return body == "8BITMIME"


def _size(parameters: Mapping[str, str | None]) -> int:
    """The octets announced; 0: none were."""
    if "SIZE" not in parameters:
        return 0
    size = parameters["SIZE"] or ""
    if not (size.isascii() and size.isdigit() and len(size) <= SIZE_DIGITS_MAX):
        raise Refusal(501, "5.5.4", "SIZE is a number of octets")
    return int(size)
