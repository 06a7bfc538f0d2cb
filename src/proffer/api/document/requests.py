"""What can be posted where: the operations of each handler, or the parameters of its plain object."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import Any

from proffer.api import change_password
from proffer.api.body import OPERATION_ID_CHARACTERS_MAX, REFERENCE_MAX
from proffer.api.paths import Handler
from proffer.api.resources import contacts, responses, tokens
from proffer.api.resources.channels import OF_SUPERVISORS, post_to_my_channel, post_to_users_channel
from proffer.api.resources.contacts import (
    post_to_contact_interactions,
    post_to_interactions,
    post_to_own_contact,
    post_to_ucs_contacts,
    put_ucs_contact,
)
from proffer.api.resources.email_operations import post_to_email, post_to_emails, post_to_own_email
from proffer.api.resources.me import post_to_me
from proffer.api.resources.responses import post_to_response
from proffer.api.resources.tokens import post_tokens
from proffer.api.resources.uploads import FIELD, post_attachment
from proffer.api.resources.workbins import PULL_EMAIL, post_to_workbin, pull_from_users_workbin
from proffer.center.agent_state import BUILT_IN
from proffer.center.center import Center
from proffer.operations import contact_fields, contact_history, interaction_history, listed
from proffer.operations.agent_state import SET_STATE
from proffer.operations.frame import Operation
from proffer.operations.interaction_history import OF_AGENT, OF_ALL
from proffer.operations.parameters import Parameter
from proffer.record import Struct
from proffer.wire.schema import Schema

BUILT_IN_CENTER = Center(contact_center_id="")  # its agent states are the built-in ones
CUSTOM_STATE = "operationName of a custom state"


class Request(Struct, frozen=True):
    """One thing that can be asked for by `operationName`. `views`: the states it is possible in; none: all."""

    name: str
    summary: str
    parameters: tuple[Parameter, ...]
    views: frozenset[str] = frozenset()


def first_line(of: Any) -> str:
    """What the module of a function says first, without the name it begins with."""
    text = (sys.modules[of.__module__].__doc__ or "").partition("\n")[0]
    before, colon, after = text.partition(": ")
    return after[:1].upper() + after[1:] if colon and " " not in before else text


def of_operation(name: str, operation: Operation) -> Request:
    """As its module says what an agent wants."""
    return Request(name, first_line(operation.decide), operation.parameters, operation.views)


def of_operations(operations: Mapping[str, Operation]) -> tuple[Request, ...]:
    """All of a list."""
    return tuple(of_operation(name, operation) for name, operation in operations.items())


def of_channel() -> tuple[Request, ...]:
    """Do Not Disturb, the built-in states, and any state of the configuration."""
    names = ["DoNotDisturbOn", "DoNotDisturbOff", *(state.operation_name for state in BUILT_IN)]
    found = [(name, listed.channel_operation(name, BUILT_IN_CENTER)) for name in names]
    requests = [of_operation(name, operation) for name, operation in found if operation is not None]
    return (*requests, of_operation(CUSTOM_STATE, SET_STATE))


def of_me() -> tuple[Request, ...]:
    """The session, all channels at once, the password."""
    password = Request(
        change_password.CHANGE_PASSWORD_OPERATION,
        first_line(change_password.change_password),
        change_password.PARAMETERS,
    )
    return (*of_operations(listed.SESSION_OPERATIONS), *of_channel(), password)


REQUESTS: dict[Handler, tuple[Request, ...]] = {
    post_to_me: of_me(),
    post_to_my_channel: of_channel(),
    post_to_users_channel: tuple(one for one in of_channel() if one.name in OF_SUPERVISORS),
    post_to_email: of_operations(listed.EMAIL_OPERATIONS),
    post_to_emails: of_operations(listed.EMAILS_OPERATIONS),
    post_to_workbin: of_operations(listed.WORKBIN_OPERATIONS),
    pull_from_users_workbin: of_operations({PULL_EMAIL: listed.WORKBIN_OPERATIONS[PULL_EMAIL]}),
    post_to_ucs_contacts: of_operations(listed.CONTACT_OPERATIONS),
    post_to_contact_interactions: (
        Request(contact_history.NAME, first_line(contact_history.decide), contact_history.PARAMETERS),
    ),
    post_to_interactions: (
        Request(OF_ALL, "What was written, with whomever.", interaction_history.PARAMETERS[OF_ALL]),
        Request(OF_AGENT, "What one agent holds, sent or finished.", interaction_history.PARAMETERS[OF_AGENT]),
    ),
    post_to_own_contact: (
        Request(contacts.MERGE, "Another contact becomes a part of this one.", contacts.PARAMETERS),
        Request(contacts.UNMERGE, "Undoes the latest merge into this contact.", contacts.PARAMETERS),
    ),
    post_to_response: (
        Request(responses.RENDER, "The response for an email, its field codes replaced.", responses.RENDER_PARAMETERS),
    ),
    post_to_own_email: of_operations(listed.OWN_EMAIL_OPERATIONS),
}
OBJECTS: dict[Handler, tuple[Parameter, ...]] = {
    post_tokens: tokens.PARAMETERS,
    responses.post_root_categories: responses.CATEGORIES_PARAMETERS,
    responses.post_approved_root_categories: responses.CATEGORIES_PARAMETERS,
    put_ucs_contact: tuple(contact_fields.FIELDS.values()),
}
FORMS: dict[Handler, Schema] = {  # multipart/form-data
    post_attachment: {
        "type": "object",
        "properties": {FIELD: {"type": "string", "contentMediaType": "application/octet-stream"}},
        "required": [FIELD],
    },
}
LINKS: dict[str, Schema] = {
    "operationId": {
        "type": "string",
        "minLength": 1,
        "maxLength": OPERATION_ID_CHARACTERS_MAX,
        "description": "A word of the client's own that comes back in the answer and the notifications.",
    },
    "referenceId": {
        "type": "integer",
        "minimum": 1,
        "maximum": REFERENCE_MAX,
        "description": "A number of the client's own, in the place of the server's.",
    },
}


def request_schema(request: Request) -> dict[str, Any]:
    """The JSON object to post."""
    name: Schema = {"type": "string", "minLength": 1} if request.name == CUSTOM_STATE else {"const": request.name}
    found = object_schema(request.parameters)
    views = " or ".join(sorted(request.views))
    return {
        **found,
        "title": request.name,
        "description": request.summary + (f" Possible in view {views}." if views else ""),
        "properties": {"operationName": name, **found["properties"], **LINKS},
        "required": ["operationName", *found["required"]],
    }


def object_schema(parameters: Iterable[Parameter]) -> dict[str, Any]:
    """The parameters as properties; unknown ones are ignored (contract 2.2)."""
    properties: dict[str, Schema] = {}
    required = []
    for parameter in parameters:
        schema = dict(parameter.schema or {})
        if parameter.text:
            schema["description"] = parameter.text
        if parameter.default is not None:
            schema["default"] = parameter.default
        if not parameter.may_be_empty:
            schema["minLength"] = 1
        properties[parameter.name] = schema
        for alias in parameter.aliases:
            properties[alias] = {**schema, "description": f"The same as {parameter.name}."}
        if parameter.required and not parameter.aliases:
            required.append(parameter.name)
    return {"type": "object", "properties": properties, "required": required}
