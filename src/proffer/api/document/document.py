"""The whole OpenAPI 3.1 document: every route with its requests and answers, every object, every push message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from proffer import __version__
from proffer.api.document.answers import ANSWERS
from proffer.api.document.forms import Answered
from proffer.api.document.requests import CUSTOM_STATE, FORMS, OBJECTS, REQUESTS, object_schema, request_schema
from proffer.api.paths import Handler, Route
from proffer.wire.schema import OBJECTS as WIRE_OBJECTS
from proffer.wire.schema import ref

NOTIFICATIONS = "/api/v2/notifications"
JSON, FORM = "application/json", "multipart/form-data"
INTRODUCTION = """\
The Email API of Genesys Web Services version 2 for e-mail, and a few resources of our own under `/api/x/v1`.

Every answer is a JSON object with a numeric `statusCode`; 0 is success, everything else comes with a `statusMessage`.
Log in with HTTP Basic on any request; the cookie that comes back is enough from then on. Operations are posted with
their `operationName`; what came of them follows as a push message on `/api/v2/notifications` (CometD, Bayeux 1.0).
"""


def openapi(routes: Iterable[Route]) -> dict[str, Any]:
    """The document as a JSON object."""
    found = list(routes)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Proffer",
            "version": __version__,
            "summary": "Emails offered to agents: accept, reject, next agent.",
            "description": INTRODUCTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/", "description": "This server"}],
        "security": [{"basic": []}, {"session": []}, {"token": []}],
        "paths": {**{route.path: _path(route) for route in found}, NOTIFICATIONS: _notifications()},
        "components": {
            "schemas": {**WIRE_OBJECTS, **_request_schemas(found)},
            "responses": {"Error": _json("What went wrong; 2.6 of the contract.", ref("Error"))},
            "securitySchemes": {
                "basic": {"type": "http", "scheme": "basic"},
                "session": {"type": "apiKey", "in": "cookie", "name": "JSESSIONID"},
                "token": {"type": "http", "scheme": "bearer", "description": "An API token."},
            },
        },
    }


def _path(route: Route) -> dict[str, Any]:
    names = re.findall(r"\{(\w+)\}", route.path)
    item: dict[str, Any] = {}
    if names:
        item["parameters"] = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
            for name in names
        ]
    for method, handler in route.handlers.items():
        item[method.lower()] = _operation(route, method, handler)
    return item


def _operation(route: Route, method: str, handler: Handler) -> dict[str, Any]:
    answered = ANSWERS.get(handler, Answered({"type": "object"}))
    found: dict[str, Any] = {
        "operationId": _operation_id(route, method),
        "summary": " ".join((handler.__doc__ or "").split()),
        "tags": [_tag(route.path)],
        "responses": {
            "200": {"description": "Success", "content": {answered.media: {"schema": answered.schema}}},
            "default": {"$ref": "#/components/responses/Error"},
        },
    }
    if answered.query:
        found["parameters"] = [
            {"name": name, "in": "query", "required": False, "schema": schema, "description": text}
            for name, (schema, text) in answered.query.items()
        ]
    if route.anonymous:
        found["security"] = []
    body = _body(handler)
    if body is not None:
        media = FORM if handler in FORMS else JSON
        found["requestBody"] = {"required": True, "content": {media: {"schema": body}}}
    return found


def _body(handler: Handler) -> dict[str, Any] | None:
    """The schema of what is posted; None where nothing is."""
    if handler in FORMS:
        return dict(FORMS[handler])
    if handler in OBJECTS:
        return object_schema(OBJECTS[handler])
    if handler not in REQUESTS:
        return None
    names = [_request_name(request.name) for request in REQUESTS[handler]]
    if not names:
        return {"type": "object", "required": ["operationName"], "properties": {"operationName": {"type": "string"}}}
    return {"anyOf": [ref(name) for name in names]}


def _request_schemas(routes: Iterable[Route]) -> dict[str, Any]:
    handlers = {handler for route in routes for handler in route.handlers.values()}
    asked = [request for handler, requests in REQUESTS.items() if handler in handlers for request in requests]
    return {_request_name(request.name): request_schema(request) for request in asked}


def _request_name(name: str) -> str:
    return "CustomState" if name == CUSTOM_STATE else name


def _operation_id(route: Route, method: str) -> str:
    return "_".join([method.lower(), *_words(route.path.removeprefix("/api/"))])


def _words(path: str) -> Iterator[str]:
    for segment in path.split("/"):
        yield from re.findall(r"\w+", segment)


def _tag(path: str) -> str:
    """The chapter: the first word of a path, and what belongs to it."""
    if path.startswith("/api/x/"):
        return "own resources"
    words = list(_words(path))[2:]
    return {"email": "emails", "me": " ".join(words[:2])}.get(words[0], words[0])


def _notifications() -> dict[str, Any]:
    """The push channel; its messages are those of the Bayeux protocol, what is pushed stands in their `data`."""
    bayeux = {"type": "object", "required": ["channel"], "properties": {"channel": {"type": "string"}}}
    return {
        "post": {
            "operationId": "post_v2_notifications",
            "summary": "Bayeux messages: handshake, connect, subscribe, disconnect.",
            "description": "Subscribe to /v2/me/emails and /v2/me/channels. A connect is held until there is news.",
            "tags": ["notifications"],
            "requestBody": {
                "required": True,
                "content": {JSON: {"schema": {"anyOf": [bayeux, {"type": "array", "items": bayeux}]}}},
            },
            "responses": {
                "200": _json("Replies and what was pushed.", {"type": "array", "items": bayeux}),
                "default": {"description": "Not authenticated, or no Bayeux message."},
            },
        }
    }


def _json(description: str, schema: Any) -> dict[str, Any]:
    return {"description": description, "content": {JSON: {"schema": schema}}}
