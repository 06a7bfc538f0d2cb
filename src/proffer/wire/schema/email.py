"""An email as the contract writes it (7.2), and what our own resources tell beyond it (11.10)."""

from __future__ import annotations

from proffer.wire.schema.building import (
    ANYTHING,
    EMAIL_TIME,
    ID,
    INTEGER,
    ISO_TIME,
    PATH,
    STRING,
    STRINGS,
    URI,
    Schema,
    array,
    message,
    ref,
    resource,
    said,
    words,
)

STATE = words("Invited", "Processing", "Composing", "Completed", "Canceled", "Revoked", "Queued", "InWorkbin")
DIRECTION = words("Inbound", "Outbound")

EMAIL: dict[str, Schema] = {
    "UserData": {
        "type": "object",
        "description": "The key/value map that travels with the email.",
        "additionalProperties": {"type": ["string", "number", "boolean", "null", "object"]},
    },
    "Email": resource(
        "An email as one agent sees it. Which fields are there follows from its state: who may not act on it any more "
        "gets the first five, an invited agent its heading, who holds it everything.",
        always={
            "id": ID,
            "state": STATE,
            "capabilities": said(STRINGS, "The operations that are possible now, in a fixed order."),
            "uri": URI,
            "userData": ref("UserData"),
        },
        sometimes={
            "path": PATH,
            "emailType": DIRECTION,
            "from": STRING,
            "to": STRINGS,
            "cc": STRINGS,
            "bcc": STRINGS,
            "subject": STRING,
            "contactId": STRING,
            "receivedDate": EMAIL_TIME,
            "interactionQueue": STRING,
            "suggestedQueueUris": said(STRINGS, "Outbound queues a reply may be created in, the best first."),
            "revelantResponseTemplateGroups": said(STRINGS, "Spelled so in the original."),
            "assignedTo": said(STRING, "User name of the holder."),
            "body": said(STRING, "HTML, cleaned."),
            "bodyAsPlainText": STRING,
            "mime": words("text/html", "text/plain"),
            "attachments": array(ref("Attachment")),
            "comment": STRING,
            "parentId": STRING,
        },
    ),
    "Attachment": message(
        "A file of an email.",
        always={
            "id": STRING,
            "name": STRING,
            "size": said(INTEGER, "Bytes, decoded."),
            "mime": STRING,
            "uri": URI,
            "path": PATH,
        },
    ),
    "EmailDetails": message(
        "What pages need beyond the documented fields. An invited agent gets the first two.",
        always={"serverTime": ISO_TIME},
        sometimes={
            "invitation": message("While it is open.", always={"offeredAt": ISO_TIME, "expiresAt": ISO_TIME}),
            "thread": array(ref("ThreadEntry")),
            "warnings": array(message("What a reader should know.", always={"code": STRING, "text": STRING})),
            "pictures": array(message("An inline image.", always={"contentId": STRING, "id": STRING})),
        },
    ),
    "ThreadEntry": message(
        "One email of the same conversation.",
        always={"id": ID, "direction": DIRECTION, "date": ISO_TIME, "state": STATE},
        sometimes={"from": STRING, "subject": STRING},
    ),
    "FoundEmail": message(
        "An email that was found by its words.",
        always={"id": ID, "direction": DIRECTION, "date": ISO_TIME, "state": STATE, "queue": STRING, "uri": URI},
        sometimes={"from": STRING, "subject": STRING},
    ),
    "Decision": message(
        "One invitation: whom, from where, for what reasons, and what came of it.",
        always={
            "offeredAt": ISO_TIME,
            "agent": ref("AgentName"),
            "queue": STRING,
            "round": INTEGER,
            "outcome": words("open", "accepted", "rejected", "expired", "revoked"),
        },
        sometimes={"expiresAt": ISO_TIME, "endedAt": ISO_TIME, "why": said(ANYTHING, "The router's reasons.")},
    ),
    "AgentName": message("Who it is.", always={"id": STRING}, sometimes={"employeeId": STRING, "name": STRING}),
    "ApiToken": message(
        "An API token. Its value stands in the answer that made it, and never again.",
        always={
            "id": STRING,
            "name": STRING,
            "scopes": STRINGS,
            "userId": STRING,
            "userName": STRING,
            "madeAt": ISO_TIME,
        },
        sometimes={"expiresAt": ISO_TIME, "value": STRING},
    ),
}
