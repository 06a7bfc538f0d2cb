"""What one agent sees of one email: a state word, what he may do now, how much is shown (contract 7.1, 9.2)."""

from __future__ import annotations

from proffer.interaction import events as e
from proffer.interaction.email import HELD, INBOUND, OFFERED, Email
from proffer.record import Event, Struct

INVITED, PROCESSING, COMPOSING = "Invited", "Processing", "Composing"
COMPLETED, CANCELED, REVOKED = "Completed", "Canceled", "Revoked"
BRIEF, HEADING, FULL = "B", "H", "F"

INVITED_CAPABILITIES = ("Accept", "Reject")
PROCESSING_CAPABILITIES = (
    "Reply",
    "ReplyAll",
    "Transfer",
    "AddComment",
    "AttachUserData",
    "UpdateUserData",
    "DeleteUserData",
    "SetDisposition",
    "SetInFocus",
    "Complete",
)
COMPOSING_CAPABILITIES = (
    "Cancel",
    "Send",
    "AddComment",
    "AttachUserData",
    "UpdateUserData",
    "DeleteUserData",
    "SetDisposition",
    "SetInFocus",
    "Transfer",
)
EXTENSION_CAPABILITIES = ("Forward", "PlaceInQueue")  # listed only with option list-extension-capabilities


class View(Struct, frozen=True):
    """State, capabilities in the contract's order, and the shape of the email: BRIEF, HEADING or FULL."""

    state: str
    capabilities: tuple[str, ...]
    shape: str


VIEW_INVITED = View(INVITED, INVITED_CAPABILITIES, HEADING)
VIEW_PROCESSING = View(PROCESSING, PROCESSING_CAPABILITIES, FULL)
VIEW_PROCESSING_EXTENDED = View(PROCESSING, PROCESSING_CAPABILITIES + EXTENSION_CAPABILITIES, FULL)
VIEW_COMPOSING = View(COMPOSING, COMPOSING_CAPABILITIES, FULL)
VIEW_PROCESSING_TRANSFERRING = View(PROCESSING, (), FULL)
VIEW_COMPOSING_TRANSFERRING = View(COMPOSING, (), FULL)

REVOKED_BRIEFLY = View(REVOKED, (), BRIEF)
ENDINGS: dict[type[Event], View] = {
    e.InvitationRejected: View(COMPLETED, (), BRIEF),
    e.InvitationExpired: View(REVOKED, (), BRIEF),
    e.InvitationRevoked: View(REVOKED, (), BRIEF),
    e.TransferRejected: View(COMPLETED, (), BRIEF),
    e.TransferExpired: View(REVOKED, (), BRIEF),
    e.TransferRevoked: View(REVOKED, (), BRIEF),
    e.EmailHandedOver: View(COMPLETED, (), HEADING),
    e.EmailReturned: View(REVOKED, (), BRIEF),
    e.HandlingExpired: View(REVOKED, (), BRIEF),
    e.EmailCompleted: View(COMPLETED, (), HEADING),
    e.DraftParked: REVOKED_BRIEFLY,
    e.EmailShelved: View(COMPLETED, (), HEADING),
    e.EmailPlaced: View(COMPLETED, (), HEADING),
    e.DraftSent: View(COMPLETED, (), HEADING),
    e.DraftSubmitted: View(COMPLETED, (), HEADING),
    e.DraftCanceled: View(CANCELED, (), BRIEF),
}


def agent_view(email: Email, agent: str, *, list_extensions: bool = False) -> View | None:
    """What `agent` sees of an email in his hands; None when it is not."""
    invitation = email.invitation
    if email.state == OFFERED and invitation is not None and invitation.agent == agent:
        return VIEW_INVITED
    if email.holder != agent or email.state not in (HELD, OFFERED):
        return None
    if email.direction == INBOUND:
        if email.transferring:
            return VIEW_PROCESSING_TRANSFERRING
        return VIEW_PROCESSING_EXTENDED if list_extensions else VIEW_PROCESSING
    return VIEW_COMPOSING_TRANSFERRING if email.transferring else VIEW_COMPOSING


def ending(event: Event) -> View:
    """The last view an agent gets, by what ended it. The email shown with it is the one before the event."""
    return ENDINGS[type(event)]
