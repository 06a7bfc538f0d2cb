"""A transaction is one mail being announced: who it is from, who it is for (RFC 5321 3.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from proffer.mail.receiving.command import Path, parse_path
from proffer.mail.receiving.limits import Limits
from proffer.mail.receiving.message import TOO_LARGE
from proffer.mail.receiving.port import Accepted, Recipient, Refused
from proffer.mail.receiving.reply import Refusal, Reply

__all__ = ["SENDER_OK", "Transaction"]

SENDER_OK = Reply(250, "2.1.0", "Sender OK")
RECIPIENT_OK = Reply(250, "2.1.5", "Recipient OK")
TOO_MANY_RECIPIENTS = Reply(452, "4.5.3", "Too many recipients, send the rest in another mail")
SIZE_DIGITS_MAX = 20  # RFC 1870 section 3


class Transaction:
    """Begun by MAIL, filled by RCPT, over with the answer after DATA or with RSET; `refusals` counts refused RCPTs."""

    def __init__(self, argument: str, limits: Limits) -> None:
        path = parse_path(argument, "FROM")
        self.sender = path.address
        self.recipients: list[Recipient] = []
        self.refusals = 0
        self.smtputf8 = "SMTPUTF8" in path.parameters
        self.eight_bit = _body(path.parameters)
        self._limits = limits
        _refuse_unknown(path, {"SIZE", "BODY", "SMTPUTF8"})
        self._refuse_foreign_letters(path)
        if _size(path.parameters) > limits.message_bytes_max:
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
        self.refusals -= 1
        self.recipients.append(Recipient(path.address, found.mailbox))
        return RECIPIENT_OK

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
    if "SIZE" not in parameters:
        return 0
    size = parameters["SIZE"] or ""
    if not (size.isascii() and size.isdigit() and len(size) <= SIZE_DIGITS_MAX):
        raise Refusal(501, "5.5.4", "SIZE is a number of octets")
    return int(size)
