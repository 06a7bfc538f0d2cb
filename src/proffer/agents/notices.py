"""News about an agent's own readiness, captured at the decision."""

from __future__ import annotations

from proffer.agents.login import MediaChannel
from proffer.record import Notice

CHANNEL_TOPIC = "/v2/me/channels"
ME_TOPIC = "/v2/me"
UCS_TOPIC = "/v2/me/ucs"  # answers about customers and their history (contract 11.7, 11.8)
CONTACT_NOT_FOUND = "Contact not found"


class ChannelNotice(Notice, frozen=True, kw_only=True):
    """A ChannelStateChangeMessageV2 to be (contract 5.4). `media_channel` None: logged out."""

    media_channel: MediaChannel | None
    topic: str = CHANNEL_TOPIC


class LogoutNotice(Notice, frozen=True, kw_only=True):
    """The contact-centre session ended: Bayeux sessions close after what was sent before (contract 4.5)."""

    topic: str = ""


class PasswordNotice(Notice, frozen=True, kw_only=True):
    """The result of ChangePassword (3.1). `code` 0: changed; 1 guidelines, 2 wrong old password, 3 internal."""

    code: int
    message: str = ""
    topic: str = ME_TOPIC


class ContactNotice(Notice, frozen=True, kw_only=True):
    """An IdentifyContactMessage to be (contract 11.7): the contact's id, or why there is none."""

    contact: str | None
    error: str | None = None
    reference: int | None = None
    operation_id: str | None = None
    topic: str = UCS_TOPIC
