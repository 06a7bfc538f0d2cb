"""A delivery is the way of one sent email to its recipients: what is due when, and what became of each of them."""

from __future__ import annotations

from proffer.record import Key, Record, Struct

WAITING, ACCEPTED, REFUSED, BOUNCED = "waiting", "accepted", "refused", "bounced"


class Recipient(Struct, frozen=True, kw_only=True):
    """One address it goes to, without a name; `words` are the last ones said about it, by a relay or in a report.

    `BOUNCED`: a relay had accepted it, and a report said later that he did not get it.
    """

    address: str
    outcome: str = WAITING
    words: str = ""
    at: int | None = None  # epoch milliseconds of the outcome


class Delivery(Record, frozen=True, kw_only=True):
    """Written by Send, owned by the outbox from then on. Times are epoch milliseconds.

    `attempts` grows before the relay is spoken to: until then the sender may take the email back (contract 11.10).
    """

    email: str
    due_at: int  # the next attempt, or what it waited for last
    expires_at: int  # when it is given up
    attempts: int = 0
    recipients: tuple[Recipient, ...] = ()

    @property
    def key(self) -> Key:
        return ("delivery", self.email)

    @property
    def waiting(self) -> tuple[str, ...]:
        """Addresses that nothing final was said about."""
        return tuple(recipient.address for recipient in self.recipients if recipient.outcome == WAITING)


def delivery_key(email_id: str) -> Key:
    """The key of an email's delivery."""
    return ("delivery", email_id)
