"""What can happen to an email, in the past tense; every event is a row of the journal."""

from __future__ import annotations

from typing import Any

from proffer.record import Event


class EmailReceived(Event, frozen=True, kw_only=True):
    """A message was taken in and waits in a queue."""

    queue: str
    message_bytes: int = 0
    protocol: str = ""  # the word for a trace header: "ESMTP", "LMTP", …


class EmailFiled(Event, frozen=True, kw_only=True):
    """Nobody is offered the email: it belongs to `parent` and is read there. `reason` is for people."""

    parent: str
    reason: str


class ThreadUpdated(Event, frozen=True, kw_only=True):
    """The customer wrote again while the email was in hand; `joined` was filed with it, and its holder told."""

    joined: str


class InvitationOpened(Event, frozen=True, kw_only=True):
    """The email was offered to `agent` until `expires_at`; `why` is the router's decision record."""

    queue: str
    expires_at: int
    round: int = 1
    why: Any = None


class InvitationAccepted(Event, frozen=True, kw_only=True):
    """The invited agent took the email."""

    queue: str = ""
    waited_ms: int = 0


class InvitationRejected(Event, frozen=True, kw_only=True):
    """The invited agent did not want the email."""

    queue: str = ""


class InvitationExpired(Event, frozen=True, kw_only=True):
    """The delivering-timeout ran out."""

    queue: str = ""


class InvitationRevoked(Event, frozen=True, kw_only=True):
    """The invited agent left: logged out, or was gone for longer than the grace."""

    reason: str
    queue: str = ""


class TransferOffered(Event, frozen=True, kw_only=True):
    """`giver`, who holds the email, offered it to his colleague `agent` until `expires_at`."""

    giver: str  # user id
    queue: str
    expires_at: int


class TransferRejected(Event, frozen=True, kw_only=True):
    """The colleague did not want it: `giver` has it for himself again."""

    giver: str
    queue: str = ""


class TransferExpired(Event, frozen=True, kw_only=True):
    """The colleague did not answer within the delivering-timeout."""

    giver: str
    queue: str = ""


class TransferRevoked(Event, frozen=True, kw_only=True):
    """The colleague left: logged out, or was gone for longer than the grace."""

    giver: str
    reason: str
    queue: str = ""


class EmailHandedOver(Event, frozen=True, kw_only=True):
    """`agent` gave the email to `to`, who accepted it in the same moment."""

    to: str  # user id


class EmailCompleted(Event, frozen=True, kw_only=True):
    """The holder finished the email."""


class EmailPlaced(Event, frozen=True, kw_only=True):
    """The holder passed the email on to a queue."""

    queue: str
    reason: str | None = None


class EmailReturned(Event, frozen=True, kw_only=True):
    """The email went back to its queue: its holder logged out, or was gone when a transfer of his came to nothing."""

    reason: str


class HandlingExpired(Event, frozen=True, kw_only=True):
    """The handling-timeout ran out; the email went back to its queue."""


class RoutingExpired(Event, frozen=True, kw_only=True):
    """The routing-timeout ran out; the email went on to the overflow queue."""

    queue: str


class UserDataChanged(Event, frozen=True, kw_only=True):
    """User data was attached, updated or deleted."""

    keys: tuple[str, ...] = ()


class DispositionSet(Event, frozen=True, kw_only=True):
    """The business outcome was set."""

    disposition: str


class CommentAdded(Event, frozen=True, kw_only=True):
    """The comment was replaced, or removed."""


class ResponseUsed(Event, frozen=True, kw_only=True):
    """The holder said how he used a standard response; `usage` is a usageType of contract 11.2."""

    response: str
    usage: str


class FocusSet(Event, frozen=True, kw_only=True):
    """The agent turned to this email."""


class DraftCreated(Event, frozen=True, kw_only=True):
    """An agent began an outbound email, which is in his hands from the start."""

    queue: str
    subtype: str
    parent: str | None = None


class AnswerBegun(Event, frozen=True, kw_only=True):
    """The holder began a draft about the email: a reply or a forward."""

    draft: str


class DraftSaved(Event, frozen=True, kw_only=True):
    """The draft's addresses, subject or text were replaced."""


class DocumentUploaded(Event, frozen=True, kw_only=True):
    """A file was stored for a draft, which does not have it attached yet."""

    document: str
    size: int


class DocumentExpired(Event, frozen=True, kw_only=True):
    """A stored file that nobody attached was given up."""

    document: str


class AttachmentAdded(Event, frozen=True, kw_only=True):
    """A document was attached to the draft."""

    document: str


class AttachmentRemoved(Event, frozen=True, kw_only=True):
    """A document was taken from the draft."""

    document: str


class DraftSent(Event, frozen=True, kw_only=True):
    """The draft left its author for the outbox, through an outbound queue; it is sent from `due_at` on."""

    queue: str
    due_at: int


class DraftSubmitted(Event, frozen=True, kw_only=True):
    """The draft left its author for a queue of reviewers."""

    queue: str


class DraftCanceled(Event, frozen=True, kw_only=True):
    """The draft was discarded."""


class SendRecalled(Event, frozen=True, kw_only=True):
    """The sender took the email back before it left."""


class SendingBegun(Event, frozen=True, kw_only=True):
    """The outbox is about to speak to the relay about the email, for the `attempt`th time."""

    attempt: int


class EmailSent(Event, frozen=True, kw_only=True):
    """The relay took the email, for `accepted` recipients; for `refused` ones it did not."""

    accepted: int
    refused: int = 0


class DeliveryDeferred(Event, frozen=True, kw_only=True):
    """The relay took it not now, for `waiting` recipients; it is tried again at `due_at`."""

    due_at: int
    waiting: int


class DeliveryFailed(Event, frozen=True, kw_only=True):
    """Nobody gets the email: it was refused for good, or tried for too long."""

    refused: int


class DeliveryReported(Event, frozen=True, kw_only=True):
    """A report (`delivery_report.py` has its kinds) came about the mail; `bounced`: how many did not get it so far."""

    report: str
    bounced: int


class EmailShelved(Event, frozen=True, kw_only=True):
    """The holder put the email into a workbin."""

    workbin: str


class EmailPulled(Event, frozen=True, kw_only=True):
    """The agent took the email out of a workbin into his hands."""

    workbin: str


class DraftParked(Event, frozen=True, kw_only=True):
    """The draft went into its agent's workbin: he logged out, or held it for too long."""

    workbin: str
    reason: str
