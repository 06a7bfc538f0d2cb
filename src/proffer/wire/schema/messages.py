"""What is pushed over CometD, as the `data` of a Bayeux message (contract 3.1, 5.4, 6.2, 9.4)."""

from __future__ import annotations

from proffer.wire.schema.building import INTEGER, STRING, Schema, array, message, ref, words

INTERACTION: Schema = {
    "type": "object",
    "properties": {
        **dict.fromkeys(("id", "mediaType", "subType", "startDate", "endDate", "uri", "subject"), STRING),
        **dict.fromkeys(("contactId", "ownerId", "parentId", "threadId"), STRING),
        "type": words("Inbound", "Outbound"),
        "status": words("NEW", "PENDING", "IN_PROCESS", "STOPPED"),
        "customAttributes": {"type": "object"},
    },
    "required": ["id", "mediaType", "type", "subType", "status", "startDate", "uri"],
    "additionalProperties": False,
}
MESSAGES: dict[str, Schema] = {
    "EmailStateChangeMessage": message(
        "Topic /v2/me/emails: news of one email. Without referenceId it was caused by somebody else.",
        always={
            "messageType": {"const": "EmailStateChangeMessage"},
            "notificationType": words(
                "StatusChange", "PropertiesUpdated", "EmailSaved", "AttachmentAdded", "AttachmentRemoved", "Error"
            ),
            "email": ref("Email"),
        },
        sometimes={"referenceId": INTEGER, "operationId": STRING, "errorCode": INTEGER, "errorMessage": STRING},
    ),
    "ChannelStateChangeMessageV2": message(
        "Topic /v2/me/channels: the channels that changed.",
        always={"messageType": {"const": "ChannelStateChangeMessageV2"}, "channels": array(ref("Channel"))},
    ),
    "PasswordChangeMessage": message(
        "Topic /v2/me: what came of ChangePassword.",
        always={"notificationType": words("PasswordChangeSuccessful", "PasswordChangeError")},
        sometimes={"errorCode": INTEGER, "errorMessage": STRING},
    ),
    "WorkbinContentChangeMessage": message(
        "Topic /v2/me/workbins: an email was put there or taken out.",
        always={
            "messageType": {"const": "WorkbinContentChangeMessage"},
            "action": words("ItemAdded", "ItemRemoved"),
            "workbinId": STRING,
            "emailStateResourceV2": ref("Email"),
        },
        sometimes={"referenceId": INTEGER, "operationId": STRING, "agentGroup": STRING},
    ),
    "IdentifyContactMessage": message(
        "Topic /v2/me/ucs: who a customer is, or that nobody is known.",
        always={"messageType": {"const": "IdentifyContactMessage"}, "referenceId": INTEGER},
        sometimes={"operationId": STRING, "contactId": STRING, "errorMessage": STRING},
    ),
    "GetInteractionsHistoryMessage": message(
        "Topic /v2/me/ucs: what was written with a customer.",
        always={
            "messageType": {"const": "GetInteractionsHistoryMessage"},
            "referenceId": INTEGER,
            "interactions": {"type": "array", "items": INTERACTION},
        },
        sometimes={"operationId": STRING},
    ),
}
