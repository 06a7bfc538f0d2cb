"""What is configured: queues, dispositions, agent states, features, services, settings (contract 3.5, 11.4, 11.9)."""

from __future__ import annotations

from proffer.wire.schema.building import (
    ANYTHING,
    BOOLEAN,
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
        "A shelf of an agent's for emails that are in nobody's hands.",
        always={"id": STRING, "workbinName": STRING, "displayName": STRING, "type": words("Agent"), "uri": URI},
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
