"""Users, their skills and channels, the directory of colleagues and queues (contract 3.6, 5, 11.5, 11.6)."""

from __future__ import annotations

from proffer.wire.schema.building import (
    ANYTHING,
    BOOLEAN,
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

_PERSON: dict[str, Schema] = {
    "id": STRING,
    "userName": STRING,
    "firstName": STRING,
    "lastName": STRING,
    "emailAddress": STRING,
    "employeeId": STRING,
    "roles": array(words("ROLE_AGENT", "ROLE_SUPERVISOR", "ROLE_ADMIN", "ROLE_APIUSER")),
    "enabled": BOOLEAN,
    "changePasswordOnFirstLogin": BOOLEAN,
    "contactCenterId": STRING,
    "uri": URI,
    "path": PATH,
}

PEOPLE: dict[str, Schema] = {
    "User": resource("A user.", always={**_PERSON, "skills": array(ref("Skill"))}),
    "Me": resource(
        "The caller, with the child collections asked for in `subresources`.",
        always=_PERSON,
        sometimes={
            "features": array(ref("Feature")),
            "devices": array(ANYTHING),
            "channels": array(ref("Channel")),
            "channelStates": array(ref("Channel")),
            "skills": array(ref("Skill")),
            "emails": array(ref("Email")),
            "interactions": array(ref("Email")),
            "settings": {"type": "object", "additionalProperties": {"type": "object"}},
        },
    ),
    "Skill": resource(
        "A skill; a user's has a level.",
        always={"id": STRING, "name": STRING, "description": STRING, "uri": URI, "path": PATH},
        sometimes={"level": said(STRING, "A number, written as a string.")},
    ),
    "Group": resource(
        "A group of agents, or the group that all dispositions are in.",
        always={"id": STRING, "name": STRING, "type": STRING, "contains": STRING, "uri": URI, "path": PATH},
        sometimes={"defaultGroup": BOOLEAN, "dispositions": array(ref("Disposition"))},
    ),
    "Channel": resource(
        "A medium an agent is logged in to.",
        always={"channel": {"const": "email"}, "userState": ref("UserState")},
        sometimes={"dndState": words("On", "Off")},
    ),
    "UserState": message(
        "The state an agent has chosen.",
        always={"id": STRING, "displayName": STRING, "state": words("Ready", "NotReady", "LoggedOut")},
        sometimes={"workMode": STRING, "reason": STRING},
    ),
    "DirectoryEntry": resource(
        "A colleague or a queue that an email can be given to.",
        always={
            "id": STRING,
            "name": STRING,
            "type": words("User", "Queue", "Custom"),
            "phoneNumbers": STRINGS,
            "uri": URI,
            "path": PATH,
        },
        sometimes={
            "userName": STRING,
            "firstName": STRING,
            "lastName": STRING,
            "employeeId": STRING,
            "emailAddress": STRING,
            "availability": message("On each channel.", always={"channels": array(ref("Availability"))}),
            "businessUnits": STRINGS,
            "roles": STRINGS,
        },
    ),
    "Availability": message(
        "Whether a colleague could be invited now.",
        always={"channel": STRING, "available": BOOLEAN, "userState": ref("UserState")},
    ),
    "Contact": resource(
        "A customer.",
        always={
            "id": STRING,
            "firstName": STRING,
            "lastName": STRING,
            "title": STRING,
            "emailAddresses": STRINGS,
            "phoneNumbers": STRINGS,
            "attributes": said({"type": "object", "additionalProperties": STRING}, "Texts by name."),
            "uri": URI,
            "path": PATH,
        },
        sometimes={"mergedFrom": said(STRINGS, "Ids of the contacts it was made of, the latest last.")},
    ),
}
