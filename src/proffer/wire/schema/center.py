"""What is configured: queues, dispositions, agent states, features, services, settings (contract 3.5, 11.4, 11.9)."""

from __future__ import annotations

from proffer.wire.schema.building import (
    ANYTHING,
    BOOLEAN,
    INTEGER,
    ISO_TIME,
    PATH,
    STRING,
    URI,
    Schema,
    array,
    message,
    ref,
    resource,
    said,
    words,
)

CENTER: dict[str, Schema] = {
    "Workbin": resource(
        "A shelf of an agent or a group for emails that are in nobody's hands.",
        always={
            "id": STRING,
            "workbinName": STRING,
            "displayName": STRING,
            "type": words("Agent", "AgentGroup"),
            "uri": URI,
        },
        sometimes={"emails": array(ref("Email"))},
    ),
    "Queue": resource(
        "A queue of emails.",
        always={
            "id": STRING,
            "name": STRING,
            "description": STRING,
            "channel": {"const": "email"},
            "internal": BOOLEAN,
            "outbound": said(BOOLEAN, "Its emails leave, or are reviewed first."),
            "uri": URI,
            "path": PATH,
        },
    ),
    "ResponseTemplate": resource(
        "A standard response; what is empty is left out.",
        always={
            "id": STRING,
            "name": STRING,
            "language": STRING,
            "approved": BOOLEAN,
            "modifiedTime": STRING,
            "uri": URI,
            "path": PATH,
        },
        sometimes={
            "description": STRING,
            "subject": STRING,
            "body": STRING,
            "startTime": STRING,
            "expirationTime": STRING,
            "groupUri": URI,
        },
    ),
    "RootCategories": message(
        "Categories of standard responses that lie in no other one.", always={"categories": array(ref("Category"))}
    ),
    "Category": message(
        "A category of standard responses.",
        always={
            "categoryId": STRING,
            "name": STRING,
            "description": STRING,
            "language": STRING,
            "modifiedDate": STRING,
            "status": words("Approved", "NotApproved"),
            "type": {"const": 2},
        },
    ),
    "ResponseUsage": message(
        "How often a standard response was used, by usageType.",
        always={"id": STRING, "counts": {"type": "object", "additionalProperties": INTEGER}, "lastUsedTime": ISO_TIME},
        sometimes={"name": STRING},
    ),
    "Disposition": message(
        "A business outcome; SetDisposition takes its name.",
        always={"id": STRING, "name": STRING, "displayName": STRING},
    ),
    "AgentState": message(
        "A state an agent can choose; its operationName is what is posted.",
        always={
            "id": STRING,
            "operationName": STRING,
            "displayName": STRING,
            "state": words("Ready", "NotReady", "Logout"),
        },
        sometimes={"workMode": STRING, "reason": STRING},
    ),
    "Feature": resource(
        "A part of the interface that can be switched off.",
        always={
            "id": STRING,
            "displayName": STRING,
            "description": STRING,
            "autoAssignOnContactCenterCreate": BOOLEAN,
            "uri": URI,
            "path": PATH,
        },
    ),
    "Service": resource(
        "A service behind the interface.",
        always={
            "id": STRING,
            "name": STRING,
            "type": STRING,
            "state": words("Active", "Inactive"),
            "uri": URI,
            "path": PATH,
        },
    ),
    "SettingsGroup": resource(
        "A group of settings.", always={"name": STRING, "displayName": STRING, "uri": URI, "path": PATH}
    ),
    "Setting": message("One setting.", always={"name": STRING, "value": ANYTHING}),
}
