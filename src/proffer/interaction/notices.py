"""News about an email for an agent, captured at the decision."""

from __future__ import annotations

from proffer.interaction.agent_view import View
from proffer.interaction.content import Content
from proffer.interaction.email import Email
from proffer.record import Notice, Struct

EMAIL_TOPIC = "/v2/me/emails"
WORKBIN_TOPIC = "/v2/me/workbins"
UCS_TOPIC = "/v2/me/ucs"  # answers about customers and their history (contract 11.7, 11.8)
STATUS_CHANGE, PROPERTIES_UPDATED, ERROR = "StatusChange", "PropertiesUpdated", "Error"
EMAIL_SAVED, ATTACHMENT_ADDED, ATTACHMENT_REMOVED = "EmailSaved", "AttachmentAdded", "AttachmentRemoved"


class Failure(Struct, frozen=True):
    """Why an operation that was answered with 0 failed later (contract 9.4)."""

    code: int
    message: str


class EmailNotice(Notice, frozen=True, kw_only=True):
    """An EmailStateChangeMessage to be (contract 9.4). `content` goes along with a FULL view."""

    kind: str  # notificationType
    email: Email
    view: View
    content: Content | None = None
    reference: int | None = None
    operation_id: str | None = None
    failure: Failure | None = None
    topic: str = EMAIL_TOPIC


class HistoryNotice(Notice, frozen=True, kw_only=True):
    """A GetInteractionsHistoryMessage to be (contract 11.8); of user data only `attributes` are shown."""

    emails: tuple[Email, ...]
    attributes: tuple[str, ...] = ()
    reference: int | None = None
    operation_id: str | None = None
    topic: str = UCS_TOPIC


class WorkbinNotice(Notice, frozen=True, kw_only=True):
    """A WorkbinContentChangeMessage to be (contract 11.3): ItemAdded or ItemRemoved; `group`: whose it is."""

    workbin: str
    group: str | None = None
    action: str
    email: Email
    view: View
    reference: int | None = None
    operation_id: str | None = None
    topic: str = WORKBIN_TOPIC
