"""A delivery report says what became of a mail we sent: who did not get it, and whether he ever can (RFC 3464)."""

from __future__ import annotations

from proffer.record import Struct

FAILURE, DELAY, SUCCESS, DISPOSITION, FEEDBACK = "failure", "delay", "success", "disposition", "feedback"


class ReportedRecipient(Struct, frozen=True, kw_only=True):
    """One recipient of the mail in question.

    `action` is a word of RFC 3464 2.3.3; `status` an enhanced code ("5.1.1"), "" if none is told; `said` the words of
    the server that refused it. `hard`: the address does not exist or takes no mail, so to send again is of no use.
    """

    address: str = ""
    action: str = "failed"
    status: str = ""
    said: str = ""
    hard: bool = False


class DeliveryReport(Struct, frozen=True, kw_only=True):
    """`kind` is one of the words above; `original_message_id` has its brackets, "" if the report does not name it."""

    kind: str
    recipients: tuple[ReportedRecipient, ...] = ()
    original_message_id: str = ""
    original_subject: str = ""

    @property
    def hard(self) -> bool:
        """At least one recipient is gone for good."""
        return any(recipient.hard for recipient in self.recipients)
