"""The push messages of the contract as JSON bytes: one function per kind of notice (contract 5.4, 6.4, 9.4, 3.1)."""

from __future__ import annotations

from typing import Any

import msgspec

from proffer.agents.notices import ChannelNotice, ContactNotice, PasswordNotice
from proffer.center.center import Center
from proffer.interaction.notices import EmailNotice, HistoryNotice, WorkbinNotice
from proffer.wire.channel import channel_json
from proffer.wire.email import email_json
from proffer.wire.interaction import interaction_json
from proffer.wire.uri import Uris

_encode = msgspec.json.Encoder().encode


def email_message(notice: EmailNotice, center: Center, uris: Uris) -> bytes:
    """EmailStateChangeMessage (9.4). Unsolicited news has no `referenceId` field."""
    data: dict[str, Any] = {"notificationType": notice.kind, "messageType": "EmailStateChangeMessage"}
    if notice.reference is not None:
        data["referenceId"] = notice.reference
    if notice.operation_id is not None:
        data["operationId"] = notice.operation_id
    if notice.failure is not None:
        data["errorCode"] = notice.failure.code
        data["errorMessage"] = notice.failure.message
    data["email"] = email_json(notice.email, notice.view, notice.content, center, uris)
    return _encode(data)


def channel_message(notice: ChannelNotice, center: Center) -> bytes:
    """ChannelStateChangeMessageV2 (5.4): the channels that changed; no referenceId."""
    data = {
        "messageType": "ChannelStateChangeMessageV2",
        "channels": [channel_json(notice.media_channel, center)],
    }
    return _encode(data)


def password_message(notice: PasswordNotice) -> bytes:
    """PasswordChangeSuccessful or PasswordChangeError (3.1)."""
    if notice.code == 0:
        return _encode({"notificationType": "PasswordChangeSuccessful"})
    error = {"notificationType": "PasswordChangeError", "errorMessage": notice.message, "errorCode": notice.code}
    return _encode(error)


def contact_message(notice: ContactNotice) -> bytes:
    """IdentifyContactMessage (11.7)."""
    data: dict[str, Any] = {"referenceId": notice.reference, "messageType": "IdentifyContactMessage"}
    if notice.operation_id is not None:
        data["operationId"] = notice.operation_id
    if notice.contact is None:
        data["errorMessage"] = notice.error
    else:
        data["contactId"] = notice.contact
    return _encode(data)


def history_message(notice: HistoryNotice, center: Center, uris: Uris) -> bytes:
    """GetInteractionsHistoryMessage (11.8)."""
    data: dict[str, Any] = {"referenceId": notice.reference, "messageType": "GetInteractionsHistoryMessage"}
    if notice.operation_id is not None:
        data["operationId"] = notice.operation_id
    data["interactions"] = [interaction_json(email, notice.attributes, center, uris) for email in notice.emails]
    return _encode(data)


def workbin_message(notice: WorkbinNotice, center: Center, uris: Uris) -> bytes:
    """WorkbinContentChangeMessage (11.3)."""
    data: dict[str, Any] = {"messageType": "WorkbinContentChangeMessage", "action": notice.action}
    if notice.reference is not None:
        data["referenceId"] = notice.reference
    if notice.operation_id is not None:
        data["operationId"] = notice.operation_id
    data["workbinId"] = notice.workbin
    if notice.group is not None:
        data["agentGroup"] = notice.group
    data["emailStateResourceV2"] = email_json(notice.email, notice.view, None, center, uris)
    return _encode(data)
