"""The email's own life as one table: which event may happen in which state, and what it leads to (contract 9.1)."""

from __future__ import annotations

from typing import Any

from proffer.interaction import events as e
from proffer.interaction.email import (
    CANCELED,
    ENDS,
    FAILED,
    HELD,
    OFFERED,
    OUTBOX,
    QUEUED,
    SENT,
    SHELVED,
    STOPPED,
    Email,
)
from proffer.record import Event, replace

TRANSITIONS: dict[tuple[str, type[Event]], str] = {
    (QUEUED, e.InvitationOpened): OFFERED,
    (QUEUED, e.RoutingExpired): QUEUED,
    (QUEUED, e.EmailFiled): STOPPED,
    (OFFERED, e.InvitationAccepted): HELD,
    (OFFERED, e.InvitationRejected): QUEUED,
    (OFFERED, e.InvitationExpired): QUEUED,
    (OFFERED, e.InvitationRevoked): QUEUED,
    (HELD, e.TransferOffered): OFFERED,
    (OFFERED, e.TransferRejected): HELD,
    (OFFERED, e.TransferExpired): HELD,
    (OFFERED, e.TransferRevoked): HELD,
    (HELD, e.EmailHandedOver): HELD,
    (HELD, e.EmailCompleted): STOPPED,
    (HELD, e.EmailPlaced): QUEUED,
    (HELD, e.EmailReturned): QUEUED,
    (HELD, e.HandlingExpired): QUEUED,
    (HELD, e.UserDataChanged): HELD,
    (HELD, e.DispositionSet): HELD,
    (HELD, e.CommentAdded): HELD,
    (HELD, e.FocusSet): HELD,
    (HELD, e.ThreadUpdated): HELD,
    (OFFERED, e.ThreadUpdated): OFFERED,
    (HELD, e.ResponseUsed): HELD,
    (HELD, e.AnswerBegun): HELD,
    (HELD, e.DraftSaved): HELD,
    (HELD, e.DocumentUploaded): HELD,
    (HELD, e.AttachmentAdded): HELD,
    (HELD, e.AttachmentRemoved): HELD,
    (HELD, e.DraftSent): OUTBOX,
    (HELD, e.DraftSubmitted): QUEUED,
    (HELD, e.DraftCanceled): CANCELED,
    (HELD, e.EmailShelved): SHELVED,
    (HELD, e.DraftParked): SHELVED,
    (SHELVED, e.EmailPulled): HELD,
    (OUTBOX, e.SendRecalled): HELD,
    (OUTBOX, e.SendingBegun): OUTBOX,
    (OUTBOX, e.DeliveryDeferred): OUTBOX,
    (OUTBOX, e.EmailSent): SENT,
    (OUTBOX, e.DeliveryFailed): FAILED,
}


def moved(email: Email, event: Event, **fields: Any) -> Email:
    """The email after `event`: its state by the table, `fields` as given, ended ones marked with the time."""
    state = TRANSITIONS[email.state, type(event)]
    if state in ENDS:
        fields |= {"finished_at": event.at, "finished_by": event.agent}
    return replace(email, state=state, **fields)
