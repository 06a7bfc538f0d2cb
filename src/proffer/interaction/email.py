"""The record of one e-mail interaction, inbound or outbound; the bytes of the message lie elsewhere."""

from __future__ import annotations

from proffer.record import Key, Record, Struct, UserData

INBOUND, OUTBOUND = "Inbound", "Outbound"
OUTBOUND_NEW, OUTBOUND_REPLY, OUTBOUND_FORWARD = "OutboundNew", "OutboundReply", "OutboundForward"

QUEUED, OFFERED, HELD, STOPPED = "Queued", "Offered", "Held", "Stopped"
SHELVED, OUTBOX, SENT, FAILED, CANCELED = "Shelved", "Outbox", "Sent", "Failed", "Canceled"
STATES = (QUEUED, OFFERED, HELD, SHELVED, OUTBOX, SENT, FAILED, STOPPED, CANCELED)
ENDS = frozenset((SENT, FAILED, STOPPED, CANCELED))


class Invitation(Struct, frozen=True, kw_only=True):
    """One email offered to one agent until `expires_at` (epoch milliseconds)."""

    agent: str  # user id
    login: str  # the contact-centre session it was opened in
    offered_at: int
    expires_at: int
    target: str = ""  # RTargetObjectSelected; "" for a transfer
    giver: str | None = None  # user id; only in a transfer
    giver_login: str | None = None
    reference: int | None = None  # of the Transfer, for the giver's last notification
    operation_id: str | None = None  # the client's own, beside it


class Preferred(Struct, frozen=True, kw_only=True):
    """The agent an email is offered to before all others, while he can be asked and has not refused (contract 12.6).

    He need not be among those its queue looks for. `wait_seconds`: how long the others wait for him, counted from the
    email's coming into the queue; 0: not at all.
    """

    employee_id: str
    wait_seconds: int = 0


class Email(Record, frozen=True, kw_only=True):
    """One interaction (contract 7, 9.1). Times are epoch milliseconds, agents are user ids, `queue` is a name."""

    id: str
    direction: str = INBOUND
    subtype: str = "InboundNew"
    state: str = QUEUED
    queue: str  # where it waits, or where it came from
    priority: int = 0
    arrived_at: int  # its age: kept through rejects
    queued_at: int  # when it entered this queue
    refused: tuple[str, ...] = ()  # who refused it in this round
    round: int = 1
    preferred: Preferred | None = None
    invitation: Invitation | None = None
    holder: str | None = None
    handling_deadline: int | None = None
    user_data: UserData = UserData()
    mailbox: str | None = None
    from_: str | None = None
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    subject: str | None = None
    contact_id: str | None = None
    parent_id: str | None = None
    thread_id: str | None = None
    comment: str | None = None
    sent_by: str | None = None  # user id of who sent it last
    workbin: str | None = None  # id of the workbin it lies in; only while it is Shelved
    finished_at: int | None = None
    finished_by: str | None = None  # user id: whose act ended it

    @property
    def key(self) -> Key:
        return ("email", self.id)

    @property
    def finished(self) -> bool:
        """It has come to one of its ends; nobody has it in hand."""
        return self.state in ENDS

    @property
    def transferring(self) -> bool:
        """An invitation by transfer is open: the giver holds it until the target accepts."""
        return self.invitation is not None and self.invitation.giver is not None


def email_key(email_id: str) -> Key:
    """The key of an email's record."""
    return ("email", email_id)
